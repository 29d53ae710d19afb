import { timeTicks } from '../time/time-ticks.ts';

const MOST = 6;

/** The times under a plot. */
export function TimeAxis({ from, to }: { readonly from: number; readonly to: number }) {
  return (
    <div className="relative h-4 text-xs text-ink-3" aria-hidden>
      {timeTicks(from, to, MOST).map(({ time, label }) => (
        <span
          key={time}
          className="absolute -translate-x-1/2 whitespace-nowrap first:translate-x-[max(-50%,-1rem)]"
          style={{ left: `${((time - from) / (to - from)) * 100}%` }}
        >
          {label}
        </span>
      ))}
    </div>
  );
}
