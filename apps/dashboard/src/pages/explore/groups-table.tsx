import { GroupKey } from './group-key.tsx';
import { cellText, differenceText, digitsOf } from './prepare-cells.ts';
import { within, type ExploredView } from './prepare-explored.ts';
import { summaryOf } from './prepare-summary.ts';
import { useExploreSearch } from './use-explore.ts';

const HEADS = ['last', 'mean', 'p95'] as const;
const CELL = 'h-7 border-t border-line px-2 text-right whitespace-nowrap';

/** A row a group; the one that is chosen is looked at. */
export function GroupsTable({ view }: { readonly view: ExploredView }) {
  const { change } = useExploreSearch();
  const { metric, groups, window, focus, dimension } = view;
  const rows = groups.map((group) => ({
    group,
    now: summaryOf(within(group.points, window)),
    before: summaryOf(within(group.before, window)),
  }));
  const digitsIn = (head: (typeof HEADS)[number]) =>
    digitsOf(
      rows.map(({ now }) => now[head]),
      metric.unit,
    );
  const digits = { last: digitsIn('last'), mean: digitsIn('mean'), p95: digitsIn('p95') };
  return (
    <div
      className="max-h-80 flex-none overflow-auto"
      tabIndex={0}
      role="region"
      aria-label="By group, a table"
    >
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead className="sticky top-0 z-10">
          <tr className="bg-surface-2 text-xs text-ink-2">
            <th scope="col" className="h-7 px-4 text-left font-medium">
              {dimension}
            </th>
            {HEADS.map((head, place) => (
              <th key={head} scope="col" className="h-7 px-2 text-right font-medium whitespace-nowrap">
                {head}
                {place === 0 && metric.unit !== '1' && ` ${metric.unit}`}
              </th>
            ))}
            <th scope="col" className="h-7 px-2 text-right font-medium whitespace-nowrap">
              Δ mean
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ group, now, before }) => (
            <tr key={group.key} className={group === focus ? 'bg-accent-soft' : ''}>
              <th
                scope="row"
                className={`border-t border-line p-0 text-left font-normal ${group === focus ? 'shadow-[inset_2px_0_0_var(--accent)]' : ''}`}
              >
                <button
                  type="button"
                  aria-pressed={group === focus}
                  onClick={() => change({ focus: group.key })}
                  className="flex h-7 w-full items-center gap-2 px-4 text-left"
                >
                  <GroupKey group={group} />
                  <span className="max-w-32 truncate" title={group.name}>
                    {group.name}
                  </span>
                </button>
              </th>
              {HEADS.map((head) => (
                <td key={head} className={`${CELL} ${now[head] === null ? 'text-ink-3' : ''}`}>
                  {cellText(now[head], digits[head])}
                </td>
              ))}
              <td className={`${CELL} text-ink-2`}>{differenceText(now.mean, before.mean, digits.mean)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
