import type { Metric } from '../../api/metrics.ts';
import { formatQuantity } from '../../numbers/format-number.ts';
import { clockOf, durationOf } from '../../time/format-time.ts';
import { useNow } from '../../time/use-now.ts';
import { stateOf, wordsOf } from '../../widgets/tile/prepare-tile.ts';
import { TILE_LOOK } from '../../widgets/tile/tile-look.ts';
import { GroupKey } from './group-key.tsx';
import type { Group } from './prepare-groups.ts';
import { quantityText } from './prepare-sentence.ts';
import type { Summary } from './prepare-summary.ts';

/** The KPI now: its value, how it moved, how far to trust it. */
export function Headline({
  metric,
  change,
}: {
  readonly metric: Metric;
  /** On average, against the stretch before. */
  readonly change: string | undefined;
}) {
  const now = useNow(1_000);
  const { current } = metric;
  const quantity =
    current.value === null ? { text: '–', unit: '' } : formatQuantity(current.value, metric.unit);
  return (
    <header className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-2">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <b className={`text-[28px] leading-9 font-bold ${current.stale ? 'text-ink-3' : ''}`}>
          {quantity.text}
          <small className="ml-1 text-base font-normal text-ink-3">{quantity.unit}</small>
        </b>
        {change !== undefined && (
          <span className="text-ink-2">
            {change} <span className="text-ink-3">{VS_BEFORE}</span>
          </span>
        )}
      </p>
      <p className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-3">
        {current.watermark !== null && (
          <span title={current.watermark}>watermark {clockOf(Date.parse(current.watermark))}</span>
        )}
        {current.asOf !== null && (
          <span title={new Date(current.asOf).toISOString()}>
            age {durationOf(Math.max(0, now - current.asOf))}
          </span>
        )}
        <StateChip metric={metric} />
      </p>
    </header>
  );
}

function StateChip({ metric }: { readonly metric: Metric }) {
  const state = stateOf(metric);
  if (state === 'empty') return null;
  const { icon: Icon, ink } = TILE_LOOK[state];
  return (
    <span className={`inline-flex h-5 items-center gap-1 rounded-full bg-surface-2 px-2 text-xs ${ink}`}>
      <Icon className="size-3" aria-hidden />
      {wordsOf(state, metric)}
    </span>
  );
}

const VS_BEFORE = 'on average, vs the stretch before';

/** What the stretch amounts to, in one line. */
export function SummaryRow({
  group,
  unit,
  summary,
  change,
}: {
  readonly group: Group;
  readonly unit: string;
  readonly summary: Summary;
  readonly change: string | undefined;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-1 px-4 text-sm">
      {group.letter !== '' && (
        <div className="flex items-center gap-1.5 font-medium">
          <GroupKey group={group} /> {group.name}
        </div>
      )}
      <dl className="contents" aria-label={`${group.name}: summary`}>
        {TERMS.map((term) => (
          <div key={term} className="flex items-baseline gap-1.5 whitespace-nowrap">
            <dt className="text-ink-3">{term}</dt>
            <dd className="font-medium">
              {quantityText(summary[term], unit)}
              {term === 'last' && summary.lastOpen && <span className="font-normal text-ink-3"> open</span>}
            </dd>
          </div>
        ))}
        {group.letter !== '' && change !== undefined && (
          <div className="flex items-baseline gap-1.5">
            <dt className="sr-only">change</dt>
            <dd className="text-ink-2">
              {change} <span className="text-ink-3">{VS_BEFORE}</span>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

const TERMS = ['min', 'mean', 'p95', 'max', 'last'] as const;
