import type { KpiPoint } from '@dataforge/kpi';
import { anomalyOf, extended, goesOn, type Anomaly, type Band, type Judged } from '../domain/anomaly.ts';
import type { Watch } from '../ports/anomaly-store.ts';
import type { Detector } from '../ports/detector.ts';
import type { WatchKpisPorts } from './watch-kpis.ts';

export interface UnreadSeries {
  readonly kpi: string;
  readonly stepMs: number;
  /** Buckets that start before this are closed, ms since the epoch. */
  readonly closed: number;
  /** Points at most. */
  readonly page: number;
  readonly version: string;
  /** How far the series was read; undefined before the first time. */
  readonly before: Watch | undefined;
}

/** Judges the next page of a series and stores what came of it; undefined if there is nothing to read. */
export async function watchSeries(ports: WatchKpisPorts, unread: UnreadSeries): Promise<Watch | undefined> {
  const { kpi, stepMs, closed, page, version, before } = unread;
  const from = before ? before.through + 1 : Number.MIN_SAFE_INTEGER;
  const points = await ports.kpis.series(kpi, from, closed, page);
  const last = points[points.length - 1];
  if (!last) return undefined;
  // The detector changes it in place: what is held stays as it is stored, should the commit fail.
  const state = before ? structuredClone(before.state) : ports.detector.begin(stepMs);
  const open = await openAnomaly(ports, kpi, before?.open ?? null);
  const found = judgeAll(ports.detector, { state, points, open, kpi, stepMs, detectedAt: ports.clock.now() });
  const watch: Watch = { kpi, through: last.bucket, version, state, open: found.open?.from ?? null };
  await ports.store.commit({ watch, bands: found.bands, anomalies: found.anomalies });
  if (found.anomalies.length > 0) ports.feed.emit({ upserted: found.anomalies, withdrawn: [] });
  return watch;
}

/** It may have been withdrawn. */
async function openAnomaly(
  { store }: WatchKpisPorts,
  kpi: string,
  from: number | null,
): Promise<Anomaly | undefined> {
  if (from === null) return undefined;
  const held = await store.latest(kpi, from);
  return held?.from === from ? held : undefined;
}

interface Reading {
  readonly state: Watch['state'];
  readonly points: readonly KpiPoint[];
  /** The anomaly that the first of them may go on with. */
  readonly open: Anomaly | undefined;
  readonly kpi: string;
  readonly stepMs: number;
  readonly detectedAt: number;
}

interface Found {
  readonly bands: readonly Band[];
  /** New or longer. */
  readonly anomalies: readonly Anomaly[];
  readonly open: Anomaly | undefined;
}

function judgeAll(detector: Detector, { state, points, open: before, ...series }: Reading): Found {
  const bands: Band[] = [];
  const anomalies = new Map<number, Anomaly>();
  let open = before;
  for (const { bucket: time, value } of points) {
    if (value === null) continue;
    const { expected, anomalous, shifted } = detector.observe(state, { time, value });
    if (expected) bands.push({ kpi: series.kpi, time, ...expected });
    if (expected && anomalous) {
      const judged: Judged = { time, value, expected };
      open =
        open && goesOn(open, judged, series.stepMs)
          ? extended(open, judged, series.stepMs)
          : anomalyOf(series, judged);
      anomalies.set(open.from, open);
    }
    if (shifted) open = undefined;
  }
  return { bands, anomalies: [...anomalies.values()], open };
}
