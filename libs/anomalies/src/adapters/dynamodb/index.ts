import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  ALONE,
  atMost,
  numberIn,
  sortable,
  type DynamoDb,
  type Item,
  type ItemKey,
} from '@dataforge/clients/dynamodb';
import { InfrastructureError } from '@dataforge/kernel';
import type { Anomaly, Band } from '../../domain/anomaly.ts';
import type {
  AnomalyChanges,
  AnomalyPlace,
  AnomalyQuery,
  AnomalyStore,
  Watch,
} from '../../ports/anomaly-store.ts';

export const ANOMALIES_TABLE = 'anomalies';

const compress = promisify(gzip);
const inflate = promisify(gunzip);

/** [low, mid, high] */
type BandRow = [number, number, number];

const LIST = 'anomaly-list';
const AT_ONCE = 32;
/** An anomaly is two parts of a transaction, in which the watch is another. */
const ANOMALIES_AT_ONCE = 49;

const watchKey = (kpi: string): ItemKey => ({ pk: `watch#${kpi}`, sk: ALONE });
const bandsKey = (kpi: string): string => `band#${kpi}`;
const anomaliesKey = (kpi: string): string => `anomaly#${kpi}`;
const anomalyKey = ({ kpi, from }: AnomalyPlace): ItemKey => ({ pk: anomaliesKey(kpi), sk: sortable(from) });
/** The order of the list: newest first, those of one time by KPI. */
const listPlace = ({ kpi, from }: AnomalyPlace): string => `${sortable(-from)}${kpi}`;
const listKey = (place: AnomalyPlace): ItemKey => ({ pk: LIST, sk: listPlace(place) });

/**
 * The anomaly store in DynamoDB: a band is an item under its KPI, an anomaly one under its KPI and one in the list of all. Bands
 * are written first and the watch last, so that a commit that was broken off is made again as a whole.
 */
export function dynamoDbAnomalyStore({ client }: { readonly client: DynamoDb }): AnomalyStore {
  const table = client.table(ANOMALIES_TABLE);

  async function watchItem({ kpi, ...watch }: Watch): Promise<Item> {
    return { ...watchKey(kpi), watch: await compress(JSON.stringify(watch)) };
  }

  const partsOf = ({ anomalies = [], withdrawn = [] }: AnomalyChanges) => [
    ...withdrawn.map((gone) => [table.asPart.remove(listKey(gone)), table.asPart.remove(anomalyKey(gone))]),
    ...anomalies.map((anomaly) => {
      const text = JSON.stringify(anomaly);
      return [
        table.asPart.put({ ...listKey(anomaly), anomaly: text }),
        table.asPart.put({ ...anomalyKey(anomaly), anomaly: text }),
      ];
    }),
  ];

  return {
    async watch(kpi) {
      const item = await table.get(watchKey(kpi));
      if (!item) return undefined;
      const held = JSON.parse((await inflate(item['watch'] as Uint8Array)).toString()) as Omit<Watch, 'kpi'>;
      return { kpi, ...held };
    },
    async commit(changes) {
      // Before anything is waited for: the detector changes its state in place.
      const watch = changes.watch && watchItem(changes.watch);
      await atMost(AT_ONCE, changes.bands ?? [], (band) => table.put(bandItem(band)));
      const parts = partsOf(changes);
      for (let n = 0; n < parts.length; n += ANOMALIES_AT_ONCE) {
        const last = n + ANOMALIES_AT_ONCE >= parts.length;
        const some = parts.slice(n, n + ANOMALIES_AT_ONCE).flat();
        const written = await client.transact(
          last && watch ? [...some, table.asPart.put(await watch)] : some,
        );
        if (!written)
          throw new InfrastructureError('DynamoDB refused anomalies, which have no condition.', 'unknown');
      }
      if (parts.length === 0 && watch) await table.put(await watch);
    },
    async bands(kpi, from, to, limit) {
      const bands: Band[] = [];
      const range = { pk: bandsKey(kpi), from: sortable(from), to: sortable(to), limit };
      for await (const item of table.query(range)) bands.push(bandOf(kpi, item));
      return bands;
    },
    async anomalies(query) {
      const found: Anomaly[] = [];
      const range = query.kpi === undefined ? listRange(query) : newestOf(query.kpi, query);
      for await (const item of table.query({ ...range, limit: query.limit })) found.push(anomalyOf(item));
      return found;
    },
    async latest(kpi, time) {
      const upTo = { pk: anomaliesKey(kpi), to: sortable(time + 1), descending: true, limit: 1 };
      for await (const item of table.query(upTo)) return anomalyOf(item);
      return undefined;
    },
    async trim(kpi, time) {
      await table.removeAll(table.query({ pk: bandsKey(kpi), to: sortable(time), keysOnly: true }));
      const old: ItemKey[] = [];
      for await (const key of table.query({ pk: anomaliesKey(kpi), to: sortable(time), keysOnly: true }))
        old.push(key);
      // From the list first: what a crash leaves is found under its KPI by the next trim.
      await table.removeAll(old.map(({ sk }) => listKey({ kpi, from: numberIn(sk) })));
      await table.removeAll(old);
    },
  };
}

function bandItem({ kpi, time, low, mid, high }: Band): Item {
  const row: BandRow = [low, mid, high];
  return { pk: bandsKey(kpi), sk: sortable(time), band: JSON.stringify(row) };
}

function bandOf(kpi: string, { sk, band }: Item): Band {
  const [low, mid, high] = JSON.parse(band as string) as BandRow;
  return { kpi, time: numberIn(sk), low, mid, high };
}

const anomalyOf = ({ anomaly }: Item): Anomaly => JSON.parse(anomaly as string) as Anomaly;

function newestOf(kpi: string, { from, to, after }: AnomalyQuery) {
  // The place's own KPI and those before it are through at its time; the others are not.
  const before = after === undefined ? to : Math.min(to, kpi > after.kpi ? after.from + 1 : after.from);
  return { pk: anomaliesKey(kpi), from: sortable(from), to: sortable(before), descending: true };
}

function listRange({ from, to, after }: AnomalyQuery) {
  const end = sortable(1 - from);
  if (after === undefined || after.from >= to) return { pk: LIST, from: sortable(1 - to), to: end };
  // Nothing lies between a place and itself with one character more.
  return { pk: LIST, from: `${listPlace(after)}\0`, to: end };
}
