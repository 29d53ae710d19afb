import { Check, Copy, Download, Link2, type LucideIcon } from 'lucide-react';
import { csvFile } from '../../widgets/csv.ts';
import { saveFile } from '../../widgets/save-file.ts';
import { SMALL_BUTTON } from '../../widgets/small-button.ts';
import { useCopy } from '../../widgets/use-copy.ts';
import { csvOf } from './prepare-csv.ts';
import { curlOf } from './prepare-curl.ts';
import type { Group } from './prepare-groups.ts';
import type { Explored } from './use-explore.ts';

/** What is shown, to take along: its address, the command that asks for it, its values. */
export function Actions({
  explored,
  groups,
}: {
  readonly explored: Explored;
  readonly groups: readonly Group[];
}) {
  const link = useCopy();
  const curl = useCopy();
  const { metric, from, to, step, by } = explored;
  if (!metric) return null;
  const command = () => curlOf(window.location.origin, { kpi: metric.kpi, from, to, step: step.text }, by);
  return (
    <div className="flex flex-wrap gap-2">
      <Action icon={link.copied ? Check : Link2} onClick={() => link.copy(window.location.href)}>
        {link.copied ? 'Copied' : 'Copy link'}
      </Action>
      <Action icon={curl.copied ? Check : Copy} onClick={() => curl.copy(command())}>
        {curl.copied ? 'Copied' : 'Copy as curl'}
      </Action>
      <Action
        icon={Download}
        disabled={groups.length === 0}
        onClick={() => saveFile(csvFile(csvOf(groups, metric.unit)), `${metric.kpi}.csv`)}
      >
        CSV
      </Action>
    </div>
  );
}

function Action({
  icon: Icon,
  onClick,
  disabled = false,
  children,
}: {
  readonly icon: LucideIcon;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return (
    <button
      type="button"
      onClick={onClick}
      disabled={disabled}
      className={`${SMALL_BUTTON} disabled:text-ink-3`}
    >
      <Icon className="size-3.5" aria-hidden /> {children}
    </button>
  );
}
