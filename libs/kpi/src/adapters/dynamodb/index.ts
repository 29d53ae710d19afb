import {
  ALONE,
  atMost,
  MOST_IN_TRANSACTION,
  numberIn,
  sortable,
  type DynamoDb,
  type Item,
} from '@dataforge/clients/dynamodb';
import type { Clock } from '@dataforge/kernel';
import { NOTED_SEQUENCES, type KpiPoint, type KpiStore } from '../../ports/kpi-store.ts';
import { paced } from './paced.ts';

export const KPI_TABLE = 'kpi';

/** [value, weight, corrections, watermark, appendedAt] as JSON: DynamoDB's numbers do not reach as far as a double. */
type PointRow = [number | null, number, number, number | null, number];

/** Set by the first write; no KPI has this name. */
const WRITTEN = { pk: '#written', sk: ALONE };
/** When the points of commits were stored, by their numbers; no KPI has this name. */
const STORED = '#stored';

/** What is forgotten at once of what is noted: more than is noted at once. */
const FORGOTTEN_AT_ONCE = 8;

const AT_ONCE = 32;
const TRANSACTIONS_AT_ONCE = 4;

export interface DynamoDbKpiStoreSettings {
  /** A KPI is written once in so long at the most, ms: what comes meanwhile is written together, the newest of each point. */
  readonly everyMs: number;
}

/**
 * The KPI store in DynamoDB: a point is an item under its KPI, in the order of the buckets, written where it has no
 * greater sequence. Every point is for itself, so what a crash leaves half written is written again by the outbox. Many at
 * once, as a backlog or a rebuild has them, are written in transactions, which take a hundredth of the requests and twice the
 * capacity.
 */
export function dynamoDbKpiStore(
  { client, clock }: { readonly client: DynamoDb; readonly clock: Clock },
  { everyMs }: DynamoDbKpiStoreSettings,
): KpiStore {
  const table = client.table(KPI_TABLE);
  let marked = false;

  const put = (point: KpiPoint) => table.put(itemOf(point), unlessNewer(point));

  async function putTogether(points: readonly KpiPoint[]): Promise<void> {
    const parts = points.map((point) => table.asPart.put(itemOf(point), unlessNewer(point)));
    // One of them at least is newer there: each is asked for itself.
    if (!(await client.transact(parts))) await atMost(AT_ONCE, points, put);
  }

  const write = (points: readonly KpiPoint[]) =>
    points.length <= AT_ONCE
      ? atMost(AT_ONCE, points, put)
      : atMost(TRANSACTIONS_AT_ONCE, inParts(points, MOST_IN_TRANSACTION), putTogether);

  async function note(sequence: number, at: number): Promise<void> {
    const isNew = await table.put(
      { pk: STORED, sk: sortable(sequence), at },
      { condition: 'attribute_not_exists(pk)' },
    );
    const old = { pk: STORED, to: sortable(sequence - NOTED_SEQUENCES), keysOnly: true };
    if (isNew) await table.removeAll(table.query({ ...old, limit: FORGOTTEN_AT_ONCE }));
  }

  const upsert = paced({ clock, write }, everyMs);

  return {
    async upsert(points, at) {
      if (points.length === 0) return;
      await upsert(points);
      if (at !== undefined) await note(Math.max(...points.map(({ sequence }) => sequence)), at);
      // Last: until it is there, whoever starts fills the store from gold.
      if (!marked) await table.put(WRITTEN);
      marked = true;
    },
    async series(kpi, from, to, limit) {
      const points: KpiPoint[] = [];
      const range = { pk: kpi, from: sortable(from), to: sortable(to), limit };
      for await (const item of table.query(range)) points.push(pointOf(item));
      return points;
    },
    async newest(kpi, through, limit) {
      const points: KpiPoint[] = [];
      const range = { pk: kpi, to: sortable(through + 1), descending: true, limit };
      for await (const item of table.query(range)) points.push(pointOf(item));
      return points.reverse();
    },
    async storedAt(sequence) {
      const found = await firstOf(table.query({ pk: STORED, from: sortable(sequence), limit: 1 }));
      if (!found || numberIn(found.sk) === sequence) return found?.at as number | undefined;
      const before = { pk: STORED, to: sortable(sequence), descending: true, limit: 1, keysOnly: true };
      return (await firstOf(table.query(before))) && (found.at as number);
    },
    trim: (kpi, bucket) => table.removeAll(table.query({ pk: kpi, to: sortable(bucket), keysOnly: true })),
    empty: async () => (await table.get(WRITTEN)) === undefined,
  };
}

async function firstOf(items: AsyncIterable<Item>): Promise<Item | undefined> {
  for await (const item of items) return item;
  return undefined;
}

const unlessNewer = ({ sequence }: KpiPoint) => ({
  condition: 'attribute_not_exists(pk) OR #sequence < :sequence',
  names: { '#sequence': 'sequence' },
  values: { ':sequence': sequence },
});

const inParts = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));

function itemOf({ kpi, bucket, sequence, ...point }: KpiPoint): Item {
  const { value, weight, corrections, watermark, appendedAt } = point;
  const row: PointRow = [value, weight, corrections, watermark, appendedAt];
  return { pk: kpi, sk: sortable(bucket), sequence, point: JSON.stringify(row) };
}

function pointOf({ pk, sk, sequence, point }: Item): KpiPoint {
  const [value, weight, corrections, watermark, appendedAt] = JSON.parse(point as string) as PointRow;
  return {
    kpi: pk,
    bucket: numberIn(sk),
    value,
    weight,
    corrections,
    watermark,
    appendedAt,
    sequence: sequence as number,
  };
}
