import { GroupKey } from './group-key.tsx';
import type { Group } from './prepare-groups.ts';

/** The groups' keys; each takes its line away and puts it back. */
export function GroupsLegend({
  groups,
  hidden,
  focus,
  onToggle,
}: {
  readonly groups: readonly Group[];
  readonly hidden: readonly string[];
  readonly focus: Group | undefined;
  readonly onToggle: (key: string) => void;
}) {
  const compared = focus !== undefined && focus.before.length > 0 && !hidden.includes(focus.key);
  return (
    <div
      className="flex flex-wrap items-center gap-x-1 gap-y-0.5 px-3"
      role="group"
      aria-label="Series, the highest first"
    >
      {groups
        .filter(({ letter }) => letter !== '')
        .map((group) => (
          <button
            key={group.key}
            type="button"
            aria-pressed={!hidden.includes(group.key)}
            onClick={() => onToggle(group.key)}
            className="inline-flex h-6 min-w-0 items-center gap-1.5 rounded-sm pr-2 pl-1 text-sm text-ink-3 line-through hover:bg-surface-2 aria-pressed:text-ink aria-pressed:no-underline"
          >
            <GroupKey group={group} />
            <span className="max-w-44 truncate">{group.name}</span>
          </button>
        ))}
      {compared && (
        <span className="ml-auto inline-flex items-center gap-1.5 px-1 text-xs text-ink-3">
          <svg width="22" height="8" aria-hidden>
            <path d="M0 4h22" className="stroke-ghost [stroke-dasharray:5_4] [stroke-width:1.5]" />
          </svg>
          {focus.letter === '' ? 'the stretch before' : `${focus.name}, the stretch before`}
        </span>
      )}
    </div>
  );
}
