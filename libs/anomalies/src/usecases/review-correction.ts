import type { KpiPoint } from '@dataforge/kpi';
import { anomalyOf, reviewed, type Anomaly, type Band, type Judged } from '../domain/anomaly.ts';
import { scoreOf } from '../domain/expected.ts';
import type { WatchKpisPorts } from './watch-kpis.ts';

export interface CorrectedBucket {
  readonly kpi: string;
  readonly stepMs: number;
  readonly bucket: number;
}

/**
 * Judges a corrected bucket by what was expected of it when it closed. It is part of an anomaly: that is judged again by its
 * buckets, and withdrawn if none of them is unusual any more. It is part of none and unusual now: it becomes one of its own.
 */
export async function reviewCorrection(ports: WatchKpisPorts, corrected: CorrectedBucket): Promise<void> {
  const { kpi, stepMs, bucket } = corrected;
  const held = await ports.store.latest(kpi, bucket);
  if (held && bucket < held.to) return reviewAnomaly(ports, held, stepMs);
  const [judged] = await judgedBetween(ports, { kpi, from: bucket, to: bucket + stepMs }, stepMs);
  if (!judged || scoreOf(judged.value, judged.expected) < 1) return;
  await store(ports, [anomalyOf({ kpi, stepMs, detectedAt: ports.clock.now() }, judged)], []);
}

async function reviewAnomaly(ports: WatchKpisPorts, held: Anomaly, stepMs: number): Promise<void> {
  const now = reviewed(held, await judgedBetween(ports, held, stepMs));
  if (!now) return store(ports, [], [held]);
  if (now.score !== held.score || now.value !== held.value) await store(ports, [now], []);
}

async function store(
  { store, feed }: WatchKpisPorts,
  upserted: readonly Anomaly[],
  withdrawn: readonly Anomaly[],
): Promise<void> {
  await store.commit({ anomalies: upserted, withdrawn });
  feed.emit({ upserted, withdrawn });
}

/** The buckets of a range that have a value and of which something was expected. */
async function judgedBetween(
  { kpis, store }: WatchKpisPorts,
  { kpi, from, to }: Pick<Anomaly, 'kpi' | 'from' | 'to'>,
  stepMs: number,
): Promise<readonly Judged[]> {
  const most = Math.ceil((to - from) / stepMs);
  const [points, bands] = [await kpis.series(kpi, from, to, most), await store.bands(kpi, from, to, most)];
  const values = new Map(points.map(({ bucket, value }: KpiPoint) => [bucket, value]));
  return bands.flatMap(({ time, low, mid, high }: Band) => {
    const value = values.get(time) ?? null;
    return value === null ? [] : [{ time, value, expected: { low, mid, high } }];
  });
}
