import { DAY_MS, HOUR_MS, MINUTE_MS, type Json, type Random } from '@dataforge/kernel';
import { seededRandom } from '@dataforge/testkit';
import type { BronzeRow } from '../ports/refine-store.ts';
import { at, meterBatch, meterRow, T0, type MeterLake } from './meter-lake.ts';

type Row = Readonly<Record<string, Json>>;

const ROUNDS = 5;
const APART_MS = 16 * HOUR_MS;
const ROWS = 40;
const METERS = 3;

/** Commits, refreshes, retention and reconciling on one store, whenever they get their turn. */
export function raceCases(lake: MeterLake): void {
  describe('a store that all work on at once', () => {
    it.each([1, 2])('ends with gold as silver gives it and one fate a record, seed %i', async (seed) => {
      const random = seededRandom(seed);
      const events = eventSource(random);
      let next = 0;
      let copies = 0;
      const commits = async (now: number) => {
        for (let n = 0; n < 2; n += 1) {
          const rows = Array.from({ length: ROWS }, (_, i) => events(next + i, now));
          await lake.commit(meterBatch(rows, next + ROWS, next, [], { watermark: now, lastAppendedAt: now }));
          next += ROWS;
        }
      };
      for (let round = 0; round < ROUNDS; round += 1) {
        const now = T0 + round * APART_MS;
        const work = [
          () => commits(now),
          () => lake.store.refresh('meter', now),
          () => lake.store.refresh('meter', now + MINUTE_MS),
          () => lake.store.expire('meter', now),
          async () => void (copies += await lake.store.reconcile('meter', now)),
        ];
        await Promise.all(shuffled(work, random).map((one) => one()));
      }
      const end = T0 + ROUNDS * APART_MS;
      copies += await lake.store.reconcile('meter', end);
      await lake.store.refresh('meter', end);

      const silver = await lake.rows('silver.meter');
      const fates = await lake.fateTotals();
      expect(Object.values(fates).reduce((sum, n) => sum + n, 0)).toBe(next);
      expect(fates['refined']).toBe(silver.length);
      expect(fates['expired']).toBeGreaterThan(0);
      expect(copies).toBeGreaterThan(0);
      const minutes = await lake.rows('gold.meter_minutes');
      expect(minutes.reduce((sum, row) => sum + Number(row['count']), 0)).toBe(next - copies);
      const whole = Math.floor((end - 30 * DAY_MS) / DAY_MS) * DAY_MS;
      expectWindows(minutes, silver, 'minute', MINUTE_MS, whole);
      expectWindows(await lake.rows('gold.meter_hours'), silver, 'hour', HOUR_MS, whole);
      expect(byMeter(await lake.rows('gold.meter_latest'))).toEqual(byMeter(newest(silver)));
      expect(await publishedPoints(lake)).toEqual(pointsOf(minutes));
    });
  });
}

/**
 * Events of the days that silver keeps, many of them in the same minutes and at the edge of its first day; some are
 * copies of earlier ones under another date, with the same content or with other.
 */
function eventSource(random: Random): (position: number, now: number) => BronzeRow {
  const sent: BronzeRow[] = [];
  const below = (n: number) => Math.floor(random.next() * n);
  return (position, now) => {
    const oldest = Math.floor((now - 30 * DAY_MS) / DAY_MS) * DAY_MS;
    const day = [oldest, oldest + DAY_MS, now - 2 * DAY_MS, now - DAY_MS][below(4)] as number;
    const eventTime = Math.floor(day / DAY_MS) * DAY_MS + below(2) * HOUR_MS + below(MINUTE_MS);
    const meter = `m${below(METERS)}`;
    const fresh = meterRow({
      position: at(position),
      reading: below(100),
      meter,
      eventTime,
      appendedAt: now,
      source: '/sites',
    });
    const original = below(5) === 0 ? sent[below(sent.length)] : undefined;
    if (!original || eventTime < now - 3 * DAY_MS || original.eventTime < now - 3 * DAY_MS) {
      sent.push(fresh);
      return fresh;
    }
    const { id, data, contentHash } = original;
    const redated = Math.floor(now / DAY_MS) * DAY_MS + below(3) * MINUTE_MS + 3 * HOUR_MS;
    return below(2) === 0
      ? { ...fresh, id, data, contentHash, eventTime: redated }
      : { ...fresh, id, eventTime: redated };
  };
}

const shuffled = <T>(items: readonly T[], random: Random): readonly T[] =>
  items
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);

const ms = (time: Json | undefined): number => Date.parse(`${String(time).replace(' ', 'T')}Z`);

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Holds count and p95 of each window that silver is `whole` for (from then on, ms) against silver. */
function expectWindows(
  gold: readonly Row[],
  silver: readonly Row[],
  window: string,
  lengthMs: number,
  whole: number,
): void {
  const startOf = (row: Row) => Math.floor(ms(row['event_time']) / lengthMs) * lengthMs;
  const want = grouped(
    silver.filter((row) => startOf(row) >= whole),
    (row) => `${String(row['meter'])} ${startOf(row)}`,
  );
  const have = new Map(
    gold
      .filter((row) => ms(row[window]) >= whole)
      .map((row) => [`${String(row['meter'])} ${ms(row[window])}`, row]),
  );
  expect([...have.keys()].sort()).toEqual([...want.keys()].sort());
  for (const [key, rows] of want) {
    expect([key, have.get(key)?.['count']]).toEqual([key, rows.length]);
    expect([key, Number(have.get(key)?.['p95']).toFixed(6)]).toEqual([key, p95(rows).toFixed(6)]);
  }
}

/** PERCENTILE_CONT(0.95): between the two readings around the place, by how near each is. */
function p95(rows: readonly Row[]): number {
  const readings = rows.map((row) => Number(row['reading'])).sort((a, b) => a - b);
  const place = 0.95 * (readings.length - 1);
  const [low, high] = [readings[Math.floor(place)] as number, readings[Math.ceil(place)] as number];
  return low + (high - low) * (place - Math.floor(place));
}

function newest(silver: readonly Row[]): readonly Row[] {
  const order = (row: Row) => `${ms(row['event_time'])} ${String(row['source'])} ${String(row['id'])}`;
  return [...grouped(silver, (row) => String(row['meter'])).values()].map((rows) =>
    rows.reduce((best, row) => (order(row) > order(best) ? row : best)),
  );
}

const byMeter = (rows: readonly Row[]) => new Map(rows.map((row) => [row['meter'], row['reading']]));

/** The last word on each point, without those that have no value. */
async function publishedPoints(lake: MeterLake): Promise<ReadonlyMap<number, number>> {
  const points = new Map<number, number>();
  for (const { bucket, value } of await lake.store.outbox(1_000_000))
    if (value === null) points.delete(bucket);
    else points.set(bucket, value);
  return points;
}

const pointsOf = (minutes: readonly Row[]): ReadonlyMap<number, number> =>
  new Map(
    [...grouped(minutes, (row) => String(ms(row['minute'])))].map(([bucket, rows]) => [
      Number(bucket),
      rows.reduce((sum, row) => sum + Number(row['count']), 0),
    ]),
  );
