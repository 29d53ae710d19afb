import { spanOf } from '../../time/format-time.ts';
import { timeWithin } from '../../time/time-ticks.ts';
import { MARK_LOOK } from '../../widgets/mark-lane/mark-look.ts';
import { MARK_WORDS } from '../../widgets/mark-lane/mark.ts';
import type { ExploredView } from './prepare-explored.ts';

const MOST = 50;

/** The marks in words, the newest first, and what could not be had. */
export function Events({
  view,
  missing,
}: {
  readonly view: ExploredView;
  readonly missing: readonly string[];
}) {
  const { window, whole, stepMs } = view;
  const seen = view.marks.filter(({ from, to }) => from < window.to && to >= window.from);
  const newest = [...seen].reverse().slice(0, MOST);
  return (
    <section aria-labelledby="events" className="rounded-lg bg-surface pb-2 shadow-card">
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 px-4 py-1.5">
        <h2 id="events" className="font-bold">
          What happened
        </h2>
        <p className="text-sm text-ink-3">{spanOf(window.from, window.to)}</p>
        {missing.length > 0 && <p className="ml-auto text-sm text-ink-3">{missing.join(' ')}</p>}
      </header>
      {newest.length === 0 ? (
        <p className="px-4 pb-2 text-ink-2">
          {missing.length === 0 ? 'No alert, no correction, no gap.' : 'No correction, no gap.'}
        </p>
      ) : (
        <ul className="max-h-64 overflow-auto text-sm" tabIndex={0} aria-label="What happened">
          {newest.map(({ kind, from, to, says }) => {
            const { icon: Icon, ink } = MARK_LOOK[kind];
            const at = (time: number) => timeWithin(time, whole.from, whole.to);
            return (
              <li
                key={`${kind} ${from} ${says}`}
                className="flex min-h-7 items-center gap-x-2 border-t border-line px-4 py-0.5 max-md:flex-wrap max-md:py-1"
              >
                <Icon className={`size-3.5 flex-none ${ink}`} aria-hidden />
                <span className="w-24 flex-none font-medium">{MARK_WORDS[kind]}</span>
                <span className="flex-none whitespace-nowrap">
                  {at(from)}
                  {to - from > stepMs && ` – ${at(to)}`}
                </span>
                <span className="min-w-0 text-ink-2 max-md:w-full">{says}</span>
              </li>
            );
          })}
        </ul>
      )}
      {seen.length > MOST && (
        <p className="px-4 pt-2 text-sm text-ink-3">
          The newest {MOST} of {seen.length}.
        </p>
      )}
    </section>
  );
}
