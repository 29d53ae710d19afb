import type { Clock } from '@dataforge/kernel';
import { GRAIN_MS, type KpiPoint, type KpiStore } from '@dataforge/kpi';
import { MOST_AHEAD_MS } from '@dataforge/lake';
import type { KpiDefinition } from '@dataforge/products';
import type { AnomalyStore, Watch } from '../ports/anomaly-store.ts';
import type { Detector } from '../ports/detector.ts';
import type { AnomalyFeed } from '../domain/anomaly-feed.ts';
import { reviewCorrection } from './review-correction.ts';
import { watchSeries } from './watch-series.ts';

export interface WatchKpisPorts {
  readonly kpis: Pick<KpiStore, 'series' | 'newest'>;
  readonly store: AnomalyStore;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly feed: Pick<AnomalyFeed, 'emit'>;
}

export interface WatchKpis {
  /** Reads how far each series is watched; before the first points come. */
  open(): Promise<void>;
  /** Notes what points came, for `run`. */
  changed(points: readonly KpiPoint[]): void;
  /** Judges what came since: the buckets that have closed, and those that were corrected. */
  run(): Promise<void>;
}

/** Among so many points, corrections that a run before this one may not have judged are judged again, which changes nothing else. */
const REVIEWED_POINTS = 120;

/** What is known of a series beside its watch. */
interface Progress {
  watch: Watch | undefined;
  /** Start of the newest bucket that has a point. */
  newest: number;
  /** Buckets that came again after they were judged. */
  readonly corrected: Set<number>;
}

/**
 * Watches every KPI for what is unusual. A series is read in the order of its buckets, each once, when the watermark of its
 * product has closed it; how far it is read is stored with what the detector knows, so that a restart goes on from there.
 * A bucket that is corrected later is judged again by what was expected of it, and the detector does not hear of it.
 */
export function watchKpis(
  ports: WatchKpisPorts,
  { kpis, page = 2_000 }: { readonly kpis: readonly KpiDefinition[]; readonly page?: number },
): WatchKpis {
  const watermarks = new Map<string, number>();
  const series = new Map(
    kpis.map((definition) => {
      const progress: Progress = { watch: undefined, newest: -Infinity, corrected: new Set() };
      return [definition.id, { definition, progress }];
    }),
  );
  const note = ({ kpi, bucket, watermark }: KpiPoint): void => {
    const held = series.get(kpi);
    if (!held) return;
    const { product } = held.definition;
    if (watermark !== null)
      watermarks.set(product, Math.max(watermarks.get(product) ?? -Infinity, watermark));
    const { progress } = held;
    progress.newest = Math.max(progress.newest, bucket);
    if (progress.watch && bucket <= progress.watch.through) progress.corrected.add(bucket);
  };
  return {
    async open() {
      for (const { definition, progress } of series.values()) {
        progress.watch = await usableWatch(ports, definition);
        const through = ports.clock.now() + MOST_AHEAD_MS;
        const newest = await ports.kpis.newest(definition.id, through, REVIEWED_POINTS);
        const last = newest.at(-1);
        for (const point of newest) if (point === last || point.corrections > 0) note(point);
      }
    },
    changed: (points) => points.forEach(note),
    async run() {
      for (const { definition, progress } of series.values()) {
        const { id: kpi, product, grain } = definition;
        const stepMs = GRAIN_MS[grain];
        await reviewAll(ports, { kpi, stepMs, corrected: progress.corrected });
        const watermark = watermarks.get(product) ?? -Infinity;
        const closed = Math.floor(watermark / stepMs) * stepMs;
        const unread = { kpi, stepMs, closed, page, version: versionOf(ports.detector, definition) };
        while (hasUnread(progress, closed, stepMs)) {
          const watch = await watchSeries(ports, { ...unread, before: progress.watch });
          if (!watch) break;
          progress.watch = watch;
        }
      }
    },
  };
}

/** A bucket behind the last one that was judged is closed, and there are points behind it. */
const hasUnread = ({ watch, newest }: Progress, closed: number, stepMs: number): boolean =>
  watch ? newest > watch.through && closed - stepMs > watch.through : Number.isFinite(newest);

/** Of the detector and of how the KPI is computed: what one learned of another series is of no use. */
const versionOf = (
  { version }: Detector,
  { model, grain, value, weight, where, rollup }: KpiDefinition,
): string => JSON.stringify([version, model, grain, value, weight, where, rollup]);

/** What is known of a series; where it is of no use, nothing, and what was found by it is forgotten. */
async function usableWatch(
  { store, detector }: WatchKpisPorts,
  definition: KpiDefinition,
): Promise<Watch | undefined> {
  const held = await store.watch(definition.id);
  if (!held || held.version === versionOf(detector, definition)) return held;
  await store.trim(definition.id, Number.MAX_SAFE_INTEGER);
  return undefined;
}

async function reviewAll(
  ports: WatchKpisPorts,
  { kpi, stepMs, corrected }: { kpi: string; stepMs: number; corrected: Set<number> },
): Promise<void> {
  for (const bucket of [...corrected].sort((a, b) => a - b)) {
    await reviewCorrection(ports, { kpi, stepMs, bucket });
    corrected.delete(bucket);
  }
}
