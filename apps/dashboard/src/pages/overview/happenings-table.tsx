import { timeWithin } from '../../time/time-ticks.ts';
import type { Span } from '../../time/span.ts';
import { MARK_WORDS } from '../../widgets/mark-lane/mark.ts';
import type { Happening } from './prepare-timeline.ts';

/** More rows than these nobody reads here; Explore has them all. */
const MOST = 200;

/** The timeline in words. */
export function HappeningsTable({
  happenings,
  span,
}: {
  readonly happenings: readonly Happening[];
  readonly span: Span;
}) {
  const when = (time: number) => timeWithin(time, span.from, span.to);
  if (happenings.length === 0)
    return <p className="px-4 pb-4 text-ink-2">Nothing unusual in this stretch of time.</p>;
  return (
    <div className="max-h-96 overflow-auto px-4 pb-4" tabIndex={0} role="group" aria-label="Happenings">
      <table className="w-full text-left text-sm">
        <thead className="sticky top-0 bg-surface text-ink-3">
          <tr>
            {['From', 'To', 'KPI', 'What'].map((name) => (
              <th key={name} scope="col" className="py-1 pr-4 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {happenings.slice(0, MOST).map(({ kpi, title, kind, from, to, says }) => (
            <tr key={`${kpi} ${kind} ${from} ${says}`} className="border-t border-line align-top">
              <td className="py-1 pr-4 whitespace-nowrap">{when(from)}</td>
              <td className="py-1 pr-4 whitespace-nowrap">{to === from ? '' : when(to)}</td>
              <td className="py-1 pr-4">{title}</td>
              <td className="py-1">
                {MARK_WORDS[kind]}: {says}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
