import { timeWithin } from '../../time/time-ticks.ts';
import { GroupKey } from './group-key.tsx';
import { cellText, differenceText, digitsOf } from './prepare-cells.ts';
import { within, type ExploredView } from './prepare-explored.ts';
import type { Group } from './prepare-groups.ts';
import { PointMarks } from './tables.tsx';

const CELL = 'h-7 border-t border-line px-3 text-right whitespace-nowrap';
const HEAD = 'h-7 px-3 text-right font-medium whitespace-nowrap';

/** A row a time, the newest first. One group alone is compared with the stretch before. */
export function TimesTable({
  view,
  groups,
  titled = false,
}: {
  readonly view: ExploredView;
  readonly groups: readonly Group[];
  readonly titled?: boolean;
}) {
  const { metric, window } = view;
  const [first] = groups;
  const alone = groups.length === 1 ? first : undefined;
  const before = new Map((alone?.before ?? []).map(({ time, value }) => [time, value]));
  const columns = groups.map(({ points }) => new Map(points.map((point) => [point.time, point])));
  const digits = digitsOf(
    groups.flatMap(({ points }) => points.map(({ value }) => value)),
    metric.unit,
  );
  const unit = metric.unit === '1' ? '' : ` ${metric.unit}`;
  return (
    <>
      {titled && alone && (
        <h3 className="flex min-h-9 flex-none items-center gap-2 border-t border-line px-4 font-bold">
          <GroupKey group={alone} /> {alone.name}
          <span className="ml-auto text-sm font-normal text-ink-3">by time{unit && `,${unit}`}</span>
        </h3>
      )}
      <div className="min-h-40 flex-1 overflow-auto" tabIndex={0} role="region" aria-label="By time, a table">
        <table className="w-full border-separate border-spacing-0 text-sm">
          <thead className="sticky top-0 z-10">
            <tr className="bg-surface-2 text-xs text-ink-2">
              <th scope="col" className="h-7 px-4 text-left font-medium">
                UTC
              </th>
              {groups.map((group) => (
                <th key={group.key} scope="col" className={HEAD}>
                  {alone ? `value${unit}` : group.name}
                </th>
              ))}
              {before.size > 0 && (
                <>
                  <th scope="col" className={HEAD}>
                    before
                  </th>
                  <th scope="col" className={HEAD}>
                    Δ
                  </th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {[...within(first?.points ?? [], window)].reverse().map(({ time, ...point }) => (
              <tr key={time} className={point.partial ? 'bg-surface-2' : ''}>
                <th
                  scope="row"
                  className="h-7 border-t border-line px-4 text-left font-normal whitespace-nowrap"
                >
                  {timeWithin(time, view.whole.from, view.whole.to)}
                  <PointMarks point={{ time, ...point }} />
                </th>
                {columns.map((points, place) => {
                  const value = points.get(time)?.value ?? null;
                  return (
                    <td
                      key={groups[place]?.key}
                      className={`${CELL} ${value === null ? 'text-ink-3' : 'font-medium'}`}
                    >
                      {cellText(value, digits)}
                    </td>
                  );
                })}
                {before.size > 0 && (
                  <>
                    <td className={`${CELL} text-ink-2`}>{cellText(before.get(time) ?? null, digits)}</td>
                    <td className={`${CELL} text-ink-2`}>
                      {differenceText(point.value, before.get(time) ?? null, digits)}
                    </td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
