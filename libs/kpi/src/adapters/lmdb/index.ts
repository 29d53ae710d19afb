import { setImmediate } from 'node:timers/promises';
import type { LmdbClient } from '@dataforge/clients/lmdb';
import { NOTED_SEQUENCES, type KpiPoint, type KpiStore } from '../../ports/kpi-store.ts';

/** [kpi, bucket]: ordered by KPI, then by time. */
type PointKey = [string, number];
/** [value, weight, corrections, watermark, appendedAt, sequence]: names are not stored with every point. */
type PointRow = [number | null, number, number, number | null, number, number];

/** What is forgotten at once of what is noted: more than a commit notes. */
const FORGOTTEN_AT_ONCE = 8;

/** Set by the first write; a key of one element stands apart from every point. */
const WRITTEN = ['written'];

/** Points of each KPI that are held ready. */
const TAIL_POINTS = 128;

/** The KPI store in an LMDB environment: points in the database `kpi-points`, what is noted in `kpi-deliveries`, one transaction per upsert. */
export function lmdbKpiStore({ client }: { readonly client: LmdbClient }): KpiStore {
  const points = client.openDB<PointRow, PointKey>({ name: 'kpi-points', encoding: 'msgpack' });
  const deliveries = client.openDB<number, number>({ name: 'kpi-deliveries', encoding: 'msgpack' });
  const marks = client.openDB<boolean, string[]>({ name: 'kpi-marks', encoding: 'msgpack' });
  /** Every tile reads the newest points, far oftener than they change; this process alone changes them. */
  const tails = new Map<string, readonly KpiPoint[]>();
  const last = (kpi: string, through: number, limit: number): readonly KpiPoint[] => {
    const range = points.getRange({ start: [kpi, through], end: startOf(kpi), reverse: true, limit });
    return [...range.map(({ key, value }) => pointOf(key, value))].reverse();
  };
  const hold = (kpi: string): readonly KpiPoint[] => {
    const tail = last(kpi, Number.MAX_SAFE_INTEGER, TAIL_POINTS);
    tails.set(kpi, tail);
    return tail;
  };
  const note = (sequence: number, at: number) => {
    if (deliveries.doesExist(sequence)) return;
    deliveries.put(sequence, at);
    const forgotten = deliveries.getKeys({ end: sequence - NOTED_SEQUENCES, limit: FORGOTTEN_AT_ONCE });
    for (const old of [...forgotten]) deliveries.remove(old);
  };
  return {
    async upsert(batch, at) {
      if (batch.length === 0) return;
      await client.transaction(() => {
        for (const point of batch) {
          const key: PointKey = [point.kpi, point.bucket];
          const stored = points.get(key);
          // The check is inside the transaction: two writers cannot both find the older version.
          if (!stored || stored[5] < point.sequence) points.put(key, rowOf(point));
        }
        if (at !== undefined) note(Math.max(...batch.map(({ sequence }) => sequence)), at);
        if (!marks.doesExist(WRITTEN)) marks.put(WRITTEN, true);
      });
      for (const { kpi } of batch) tails.delete(kpi);
    },
    async series(kpi, from, to, limit) {
      // Reads are synchronous: let others go first between the pages of a long series.
      await setImmediate();
      const range = points.getRange({ start: [kpi, from], end: [kpi, to], limit });
      return [...range.map(({ key, value }) => pointOf(key, value))];
    },
    async newest(kpi, through, limit) {
      const tail = tails.get(kpi) ?? hold(kpi);
      const end = 1 + tail.findLastIndex(({ bucket }) => bucket <= through);
      const isWhole = end >= limit || tail.length < TAIL_POINTS;
      return isWhole ? tail.slice(Math.max(0, end - limit), end) : last(kpi, through, limit);
    },
    async storedAt(sequence) {
      const [found] = deliveries.getRange({ start: sequence, limit: 1 });
      if (!found || found.key === sequence) return found?.value;
      const [before] = deliveries.getKeys({ start: sequence, reverse: true, limit: 1 });
      return before === undefined ? undefined : found.value;
    },
    trim: (kpi, bucket) =>
      client
        .removeRange(points, { start: startOf(kpi), end: [kpi, bucket] })
        .finally(() => tails.delete(kpi)),
    empty: async () => !marks.doesExist(WRITTEN),
  };
}

const startOf = (kpi: string): PointKey => [kpi, Number.MIN_SAFE_INTEGER];

const rowOf = (point: KpiPoint): PointRow => [
  point.value,
  point.weight,
  point.corrections,
  point.watermark,
  point.appendedAt,
  point.sequence,
];

const pointOf = (
  [kpi, bucket]: PointKey,
  [value, weight, corrections, watermark, appendedAt, sequence]: PointRow,
): KpiPoint => ({ kpi, bucket, value, weight, corrections, watermark, appendedAt, sequence });
