import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { ChartCursor } from './chart.tsx';
import { nearestTime } from './nearest-time.ts';

/** A drag shorter than this (of the plot's width) is a click. */
const SHORTEST_DRAG = 0.01;

const placeIn = (event: PointerEvent<HTMLElement>): number => {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - left) / width));
};

/** Points at a time of the plot: with the pointer or the arrow keys. A drag chooses a stretch. */
export function PlotCursor({
  from,
  to,
  times,
  at,
  onMove,
  onSelect,
  says,
  tip,
}: ChartCursor & { readonly from: number; readonly to: number }) {
  const [drag, setDrag] = useState<readonly [from: number, to: number]>();
  const placeOf = (time: number) => (time - from) / (to - from);
  const end = () => {
    setDrag(undefined);
    if (!drag || !onSelect) return;
    const [low, high] = [Math.min(...drag), Math.max(...drag)];
    if (high - low >= SHORTEST_DRAG) onSelect(from + low * (to - from), from + high * (to - from));
  };
  const shown = at !== undefined && at >= from && at <= to ? at : undefined;
  const seen = times.filter((time) => time >= from && time <= to);
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Point in time"
      aria-valuemin={seen[0] ?? from}
      aria-valuemax={seen.at(-1) ?? to}
      aria-valuenow={shown ?? seen.at(-1) ?? to}
      aria-valuetext={shown === undefined ? 'none chosen; arrow keys move' : says(shown)}
      className="absolute inset-0 cursor-crosshair touch-pan-y"
      onKeyDown={(event) => moveByKey(event, seen, shown, onMove)}
      onBlur={() => onMove(undefined)}
      onPointerDown={(event) => {
        if (event.pointerType === 'mouse' && onSelect) setDrag([placeIn(event), placeIn(event)]);
      }}
      onPointerMove={(event) => {
        const place = placeIn(event);
        onMove(nearestTime(seen, place, { from, to }));
        if (drag) setDrag([drag[0], place]);
      }}
      onPointerUp={end}
      onPointerLeave={() => {
        setDrag(undefined);
        onMove(undefined);
      }}
    >
      {drag && <Stretch low={Math.min(...drag)} high={Math.max(...drag)} />}
      {shown !== undefined && (
        <>
          <i className="absolute inset-y-0 w-px bg-ink-3" style={{ left: `${placeOf(shown) * 100}%` }} />
          <div
            className="pointer-events-none absolute top-1/2 z-10 hidden -translate-y-1/2 rounded-md bg-surface px-2.5 py-2 text-xs shadow-popover md:block"
            style={
              placeOf(shown) > 0.5
                ? { right: `calc(${(1 - placeOf(shown)) * 100}% + 12px)` }
                : { left: `calc(${placeOf(shown) * 100}% + 12px)` }
            }
          >
            {tip(shown)}
          </div>
        </>
      )}
    </div>
  );
}

function Stretch({ low, high }: { readonly low: number; readonly high: number }) {
  return (
    <i
      className="absolute inset-y-0 border-x border-accent bg-accent-soft opacity-60"
      style={{ left: `${low * 100}%`, right: `${(1 - high) * 100}%` }}
    />
  );
}

function moveByKey(
  event: KeyboardEvent,
  times: readonly number[],
  at: number | undefined,
  onMove: ChartCursor['onMove'],
): void {
  const last = times.length - 1;
  const place = at === undefined ? -1 : times.indexOf(at);
  const next = {
    ArrowLeft: place === -1 ? last : Math.max(0, place - 1),
    ArrowRight: place === -1 ? last : Math.min(last, place + 1),
    Home: 0,
    End: last,
  }[event.key];
  if (event.key === 'Escape') onMove(undefined);
  if (next === undefined || last < 0) return;
  event.preventDefault();
  onMove(times[next]);
}
