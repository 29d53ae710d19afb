import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { timeWithin } from '../../time/time-ticks.ts';
import type { SeriesPoint } from '../series-point.ts';
import { sparkPath } from '../tile/spark-path.ts';
import { moveWindow, onSteps, type BrushPart } from './brush-window.ts';
import type { Span } from '../../time/span.ts';

interface BrushProps {
  readonly points: readonly SeriesPoint[];
  readonly whole: Span;
  readonly window: Span;
  /** ms that a window begins and ends at multiples of; two of them is the shortest. */
  readonly step: number;
  readonly onChange: (window: Span) => void;
}

const LINE = 'fill-none stroke-ghost [vector-effect:non-scaling-stroke]';

/** The whole stretch small, and on it the window that is looked at: its edges and itself can be moved. */
export function Brush(props: BrushProps) {
  const { points, whole } = props;
  const { shown, part } = useBrush(props);
  const percent = (time: number) => ((time - whole.from) / (whole.to - whole.from)) * 100;
  const says = (time: number) => timeWithin(time, whole.from, whole.to);
  const spark = sparkPath(points, [whole.from, whole.to]);
  return (
    <div
      data-brush
      role="group"
      aria-label={`Zoom: ${says(shown.from)} to ${says(shown.to)} of ${says(whole.from)} to ${says(whole.to)}`}
      className="relative h-10 touch-none rounded-sm bg-surface-2 select-none"
    >
      <svg
        viewBox="0 0 100 30"
        preserveAspectRatio="none"
        className="absolute inset-0 h-full w-full"
        aria-hidden
      >
        <path d={spark.whole} className={`${LINE} [stroke-width:1.25]`} />
        <path d={spark.alone} className={`${LINE} [stroke-linecap:round] [stroke-width:3]`} />
      </svg>
      <div
        className="absolute inset-y-0 cursor-grab bg-accent/15"
        style={{ left: `${percent(shown.from)}%`, right: `${100 - percent(shown.to)}%` }}
        {...part('window')}
      />
      {(['from', 'to'] as const).map((edge) => (
        <i
          key={edge}
          role="slider"
          tabIndex={0}
          aria-label={edge === 'from' ? 'Start of the zoom' : 'End of the zoom'}
          aria-valuemin={whole.from}
          aria-valuemax={whole.to}
          aria-valuenow={shown[edge]}
          aria-valuetext={says(shown[edge])}
          className="absolute inset-y-0 w-6 -translate-x-1/2 cursor-ew-resize before:absolute before:inset-y-0 before:left-1/2 before:w-0.5 before:-translate-x-1/2 before:bg-accent after:absolute after:top-1.5 after:left-1/2 after:h-2.5 after:w-1.5 after:-translate-x-1/2 after:rounded-[2px] after:border after:border-accent after:bg-surface"
          style={{ left: `${percent(shown[edge])}%` }}
          {...part(edge)}
        />
      ))}
    </div>
  );
}

/** What of the window is held by the pointer, and what the keys do to it. */
function useBrush({ whole, window, step, onChange }: BrushProps) {
  const [drag, setDrag] = useState<{ readonly part: BrushPart; readonly x: number; readonly window: Span }>();
  const [moved, setMoved] = useState<Span>();
  const drop = () => {
    setDrag(undefined);
    setMoved(undefined);
    if (moved) onChange(onSteps(moved, step));
  };
  const part = (name: BrushPart) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ part: name, x: event.clientX, window });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const width = event.currentTarget.closest('[data-brush]')?.clientWidth ?? 0;
      if (!drag || width === 0) return;
      const ms = ((event.clientX - drag.x) / width) * (whole.to - whole.from);
      // By whole steps, or the window would grow by one each time it is moved.
      setMoved(moveWindow(drag.window, drag.part, Math.round(ms / step) * step, whole, 2 * step));
    },
    onPointerUp: drop,
    onPointerCancel: drop,
    onKeyDown: (event: KeyboardEvent) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key];
      if (steps === undefined) return;
      event.preventDefault();
      onChange(onSteps(moveWindow(window, name, steps * step, whole, 2 * step), step));
    },
  });
  return { shown: moved ?? window, part };
}
