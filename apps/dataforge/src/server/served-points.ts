import { emitter, type Clock } from '@dataforge/kernel';
import type { KpiPoint } from '@dataforge/kpi';

/** What is known of KPI points once they can be read. */
export interface ServedPoints {
  /** Hears of points that are stored now. */
  stored(points: readonly KpiPoint[]): void;
  onChanged(listener: () => void): () => void;
  /** How long the newest event behind the points that were stored last took from its acceptance, ms; undefined before. */
  lagMs(): number | undefined;
}

export function servedPoints({ clock }: { readonly clock: Clock }): ServedPoints {
  const changed = emitter();
  let lagMs: number | undefined;
  return {
    stored(points) {
      const newest = points.reduce((most, { appendedAt }) => Math.max(most, appendedAt), -Infinity);
      lagMs = Math.max(0, clock.now() - newest);
      changed.emit();
    },
    onChanged: changed.on,
    lagMs: () => lagMs,
  };
}
