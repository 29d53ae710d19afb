import type { Clock } from '@dataforge/kernel';
import type { KpiPoint } from '../../ports/kpi-store.ts';

interface Pace {
  /** When it was written last, ms since the epoch. */
  writtenAt: number;
  /** What waits to be written, by bucket. */
  waiting: Map<number, KpiPoint>;
  next: Promise<void> | undefined;
}

export interface PacedPorts {
  readonly clock: Clock;
  readonly write: (points: readonly KpiPoint[]) => Promise<void>;
}

/**
 * Writes the points of each KPI once in `everyMs` at the most, the newest version of each; resolves when those given are
 * written. What is written seldom is written at once.
 */
export function paced(
  { clock, write }: PacedPorts,
  everyMs: number,
): (points: readonly KpiPoint[]) => Promise<void> {
  const paces = new Map<string, Pace>();

  async function writeNext(pace: Pace): Promise<void> {
    const waitMs = pace.writtenAt + everyMs - clock.now();
    // Also without a wait it is in `next` before it begins.
    await (waitMs > 0 ? clock.sleep(waitMs) : undefined);
    const points = [...pace.waiting.values()];
    pace.waiting = new Map();
    pace.next = undefined;
    pace.writtenAt = clock.now();
    await write(points);
  }

  function paceOf(kpi: string): Pace {
    const pace = paces.get(kpi) ?? { writtenAt: -Infinity, waiting: new Map(), next: undefined };
    paces.set(kpi, pace);
    return pace;
  }

  return async (points) => {
    const touched = new Set<Pace>();
    for (const point of points) {
      const pace = paceOf(point.kpi);
      const waiting = pace.waiting.get(point.bucket);
      if (!waiting || waiting.sequence < point.sequence) pace.waiting.set(point.bucket, point);
      touched.add(pace);
    }
    const writes = [...touched].map((pace) => (pace.next ??= writeNext(pace)));
    // All of them are waited for, so that nothing is under way once it has failed.
    const outcomes = await Promise.allSettled(writes);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  };
}
