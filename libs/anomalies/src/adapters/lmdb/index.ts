import { setImmediate } from 'node:timers/promises';
import type { LmdbClient } from '@dataforge/clients/lmdb';
import type { Anomaly, Band } from '../../domain/anomaly.ts';
import type { AnomalyQuery, AnomalyStore, Watch } from '../../ports/anomaly-store.ts';

/** [kpi, start]: ordered by KPI, then by time. */
type SeriesKey = [string, number];
/** [-start, kpi]: the order of the list, newest first. */
type ListKey = [number, string];
/** [low, mid, high] */
type BandRow = [number, number, number];
type AnomalyRow = Omit<Anomaly, 'kpi' | 'from'>;

/** The anomaly store in an LMDB environment; each commit is one batch of writes. */
export function lmdbAnomalyStore({ client }: { readonly client: LmdbClient }): AnomalyStore {
  const watches = client.openDB<Omit<Watch, 'kpi'>, string>({ name: 'anomaly-watches', encoding: 'json' });
  const bands = client.openDB<BandRow, SeriesKey>({ name: 'anomaly-bands', encoding: 'msgpack' });
  const anomalies = client.openDB<AnomalyRow, SeriesKey>({ name: 'anomalies', encoding: 'msgpack' });
  const list = client.openDB<boolean, ListKey>({ name: 'anomaly-list', encoding: 'msgpack' });

  const anomalyAt = (key: SeriesKey): Anomaly | undefined => {
    const row = anomalies.get(key);
    return row && anomalyOf(key, row);
  };
  const remove = ([kpi, from]: SeriesKey) => {
    anomalies.remove([kpi, from]);
    list.remove([-from, kpi]);
  };
  return {
    async watch(kpi) {
      const held = watches.get(kpi);
      return held && { kpi, ...held };
    },
    commit: (changes) =>
      client.batch(() => {
        for (const gone of changes.withdrawn ?? []) remove([gone.kpi, gone.from]);
        for (const { kpi, from, ...row } of changes.anomalies ?? []) {
          anomalies.put([kpi, from], row);
          list.put([-from, kpi], true);
        }
        for (const { kpi, time, low, mid, high } of changes.bands ?? [])
          bands.put([kpi, time], [low, mid, high]);
        if (changes.watch) {
          const { kpi, ...held } = changes.watch;
          watches.put(kpi, held);
        }
      }),
    async bands(kpi, from, to, limit) {
      // Reads are synchronous: let others go first between the pages of a long range.
      await setImmediate();
      return [
        ...bands
          .getRange({ start: [kpi, from], end: [kpi, to], limit })
          .map(({ key, value }) => bandOf(key, value)),
      ];
    },
    async anomalies(query) {
      await setImmediate();
      if (query.kpi !== undefined) {
        const range = anomalies.getRange({ ...newestOf(query.kpi, query), limit: query.limit });
        return [...range.map(({ key, value }) => anomalyOf(key, value))];
      }
      const keys = [...list.getKeys({ ...listRange(query), limit: query.limit })];
      return keys.map(([negated, kpi]) => anomalyAt([kpi, -negated])).filter((held) => held !== undefined);
    },
    async latest(kpi, time) {
      const range = anomalies.getRange({ start: [kpi, time], end: startOf(kpi), reverse: true, limit: 1 });
      return [...range.map(({ key, value }) => anomalyOf(key, value))][0];
    },
    async trim(kpi, time) {
      await client.removeRange(bands, { start: startOf(kpi), end: [kpi, time] });
      const old = [...anomalies.getKeys({ start: startOf(kpi), end: [kpi, time] })];
      if (old.length > 0) await client.batch(() => old.forEach(remove));
    },
  };
}

const startOf = (kpi: string): SeriesKey => [kpi, Number.MIN_SAFE_INTEGER];

/** Times are whole: one before `to` or the place is the last of those before it. */
function newestOf(kpi: string, { from, to, after }: AnomalyQuery) {
  // The place's own KPI and those before it are through at its time; the others are not.
  const before = after === undefined ? to : Math.min(to, kpi > after.kpi ? after.from + 1 : after.from);
  return { start: [kpi, before - 1] as SeriesKey, end: [kpi, from - 1] as SeriesKey, reverse: true };
}

function listRange({ from, to, after }: AnomalyQuery) {
  const end: ListKey = [1 - from, ''];
  if (after === undefined || after.from >= to) return { start: [1 - to, ''] as ListKey, end };
  return { start: [-after.from, after.kpi] as ListKey, exclusiveStart: true, end };
}

const bandOf = ([kpi, time]: SeriesKey, [low, mid, high]: BandRow): Band => ({ kpi, time, low, mid, high });

const anomalyOf = ([kpi, from]: SeriesKey, row: AnomalyRow): Anomaly => ({ kpi, from, ...row });
