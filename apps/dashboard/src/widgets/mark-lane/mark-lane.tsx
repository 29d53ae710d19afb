import { timeWithin } from '../../time/time-ticks.ts';
import { MARK_LOOK } from './mark-look.ts';
import { clusterMarks, MARK_WORDS, type Mark, type MarkCluster } from './mark.ts';

const HATCH = 'bg-[repeating-linear-gradient(-45deg,transparent_0_3px,var(--line-strong)_3px_4px)]';

/** What happened, on the same times as the plot above it. A mark leads to its time. */
export function MarkLane({
  marks,
  from,
  to,
  onChoose,
}: {
  readonly marks: readonly Mark[];
  readonly from: number;
  readonly to: number;
  readonly onChoose: (time: number) => void;
}) {
  const percent = (time: number) =>
    `${(Math.min(1, Math.max(0, (time - from) / (to - from))) * 100).toFixed(3)}%`;
  return (
    <div className="relative h-6 border-t border-line" role="group" aria-label="Marks">
      {marks
        .filter((mark) => mark.kind === 'gap' && mark.from < to && mark.to > from)
        .map((gap) => (
          <i
            key={gap.from}
            aria-hidden
            className={`absolute top-[9px] bottom-[9px] ${HATCH}`}
            style={{ left: percent(gap.from), width: `calc(${percent(gap.to)} - ${percent(gap.from)})` }}
          />
        ))}
      {clusterMarks(
        marks.filter(({ kind }) => kind !== 'gap'),
        { from, to },
      ).map((cluster) => (
        <MarkButton
          key={`${cluster.kind} ${cluster.at}`}
          cluster={cluster}
          left={percent(cluster.at)}
          sentence={sentenceOf(cluster, from, to)}
          onChoose={onChoose}
        />
      ))}
    </div>
  );
}

function MarkButton({
  cluster,
  left,
  sentence,
  onChoose,
}: {
  readonly cluster: MarkCluster;
  readonly left: string;
  readonly sentence: string;
  readonly onChoose: (time: number) => void;
}) {
  const { icon: Icon, ink } = MARK_LOOK[cluster.kind];
  return (
    <button
      type="button"
      title={sentence}
      aria-label={sentence}
      onClick={() => onChoose(cluster.at)}
      className={`absolute top-0 grid size-6 -translate-x-1/2 place-items-center ${ink}`}
      style={{ left }}
    >
      <Icon className="size-3.5 rounded-full bg-surface" aria-hidden />
    </button>
  );
}

function sentenceOf({ marks }: MarkCluster, from: number, to: number): string {
  const [first, ...others] = marks as readonly [Mark, ...Mark[]];
  const more =
    others.length === 0
      ? ''
      : `, and ${others.length} more until ${timeWithin(others.at(-1)?.from ?? 0, from, to)}`;
  return `${timeWithin(first.from, from, to)} ${first.says}${more}`;
}

const KINDS = ['alert', 'anomaly', 'corrected', 'gap'] as const;

/** What the marks mean. */
export function MarkLegend() {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-ink-2" aria-label="What the marks mean">
      {KINDS.map((kind) => {
        const { icon: Icon, ink } = MARK_LOOK[kind];
        return (
          <li key={kind} className={`flex items-center gap-1 whitespace-nowrap ${ink}`}>
            <Icon className="size-3.5" aria-hidden />
            {MARK_WORDS[kind]}
          </li>
        );
      })}
      <li className="flex items-center gap-1 whitespace-nowrap">
        <i className="h-2 w-4 rounded-sm bg-data-soft" aria-hidden /> expected
      </li>
    </ul>
  );
}
