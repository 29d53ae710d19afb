import { lazy, Suspense, type ReactNode } from 'react';
import { plotRoom, type ChartView } from './chart-view.ts';
import { PlotCursor } from './plot-cursor.tsx';

const ChartCanvas = lazy(() => import('./chart-canvas.tsx'));

/** Values over time. Whoever cannot see it has the sentence and walks the points with the arrow keys. */
export function Chart({
  view,
  sentence,
  cursor,
}: {
  readonly view: ChartView;
  /** What there is to see, in words. */
  readonly sentence: string;
  /** Without it, the points cannot be pointed at. */
  readonly cursor?: ChartCursor;
}) {
  return (
    <figure className="relative h-full w-full" aria-label={sentence}>
      <div className="h-full w-full" aria-hidden>
        <Suspense fallback={<div className="h-full w-full animate-pulse rounded-md bg-surface-2" />}>
          <ChartCanvas view={view} />
        </Suspense>
      </div>
      {cursor && (
        <div className="absolute" style={plotRoom(view)}>
          <PlotCursor from={view.from} to={view.to} {...cursor} />
        </div>
      )}
    </figure>
  );
}

export interface ChartCursor {
  /** The times that can be pointed at, ms since the epoch, in order. */
  readonly times: readonly number[];
  readonly at: number | undefined;
  readonly onMove: (time: number | undefined) => void;
  /** A stretch was dragged over. */
  readonly onSelect?: (from: number, to: number) => void;
  /** The values at a time, in words. */
  readonly says: (time: number) => string;
  /** The values at a time, beside the pointer. */
  readonly tip: (time: number) => ReactNode;
}
