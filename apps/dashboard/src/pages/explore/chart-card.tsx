import { useState } from 'react';
import { formatRange } from '../../time/time-range.ts';
import { timeWithin } from '../../time/time-ticks.ts';
import { durationOf } from '../../time/format-time.ts';
import { useRange } from '../../time/use-range.ts';
import { Brush } from '../../widgets/brush/brush.tsx';
import { onSteps } from '../../widgets/brush/brush-window.ts';
import type { Span } from '../../time/span.ts';
import { Chart } from '../../widgets/chart/chart.tsx';
import { plotRoom } from '../../widgets/chart/chart-view.ts';
import { useWide } from '../../widgets/chart/use-wide.ts';
import { MarkLane } from '../../widgets/mark-lane/mark-lane.tsx';
import { TimeAxis } from '../../widgets/time-axis.tsx';
import { GroupsLegend } from './groups-legend.tsx';
import { Headline, SummaryRow } from './headline.tsx';
import { PointTip, pointedText, type Pointed } from './point-tip.tsx';
import type { ExploredView } from './prepare-explored.ts';
import { sentenceOf } from './prepare-sentence.ts';
import { prepareView } from './prepare-view.ts';
import { writeZoom } from './prepare-zoom.ts';
import { useExploreSearch } from './use-explore.ts';

/** The KPI over time, and under it what happened to it and which part of the whole is looked at. */
export function ChartCard({ view }: { readonly view: ExploredView }) {
  const { metric, groups, hidden, focus, whole, window, stepMs, marks, summary, bands, change, dimension } =
    view;
  const { change: go } = useExploreSearch();
  const [at, point] = useState<number>();
  const wide = useWide();
  const drawn = prepareView({
    metric,
    groups,
    hidden,
    focus,
    bands,
    window,
    labelled: wide && groups.length > 1,
  });
  const shown = groups.filter(({ key }) => !hidden.includes(key));
  const pointed = (time: number): Pointed => ({
    time,
    stepMs,
    unit: metric.unit,
    groups: shown,
    focus,
    expected: bands.find((band) => Date.parse(band.time) === time),
    marks: marks
      .filter((mark) => mark.from <= time && mark.to > time && mark.kind !== 'gap')
      .map(({ says }) => says),
  });
  const zoom = (next: Span) => go({ zoom: writeZoom(onSteps(next, stepMs), whole) });
  return (
    <section
      aria-labelledby="series"
      className="flex min-w-0 flex-col rounded-lg bg-surface pb-3 shadow-card xl:h-full"
    >
      <h2 id="series" className="sr-only">
        {metric.title} over time
      </h2>
      <Headline metric={metric} change={dimension === undefined ? change : undefined} />
      {focus && <SummaryRow group={focus} unit={metric.unit} summary={summary} change={change} />}
      <div className="mt-1.5 min-h-6">
        <GroupsLegend
          groups={groups}
          hidden={hidden}
          focus={focus}
          onToggle={(key) => go({ hide: toggled(hidden, key) })}
        />
      </div>
      <div className="min-h-0 flex-1 px-1 max-xl:h-[clamp(260px,46vh,520px)] max-xl:flex-none">
        <Chart
          view={drawn}
          sentence={sentenceOf(focus?.name ?? metric.title, metric.unit, summary, marks, window)}
          cursor={{
            times: focus?.points.map(({ time }) => time) ?? [],
            at,
            onMove: point,
            onSelect: (from, to) => zoom({ from, to }),
            says: (time) => pointedText(pointed(time)),
            tip: (time) => <PointTip {...pointed(time)} />,
          }}
        />
      </div>
      <UnderPlot view={view} room={plotRoom(drawn)} onPoint={point} onZoom={zoom} />
    </section>
  );
}

/** On the plot's times: what happened, and which part of the whole is looked at. */
function UnderPlot({
  view: { marks, window, whole, focus, stepMs },
  room,
  onPoint,
  onZoom,
}: {
  readonly view: ExploredView;
  readonly room: { readonly left: number; readonly right: number };
  readonly onPoint: (time: number) => void;
  readonly onZoom: (window: Span) => void;
}) {
  return (
    <div className="px-1">
      <div style={{ marginLeft: room.left, marginRight: room.right }}>
        <MarkLane marks={marks} {...window} onChoose={onPoint} />
        <TimeAxis {...window} />
        <div className="mt-2">
          <Brush points={focus?.points ?? []} whole={whole} window={window} step={stepMs} onChange={onZoom} />
        </div>
        <ZoomText whole={whole} window={window} onReset={() => onZoom(whole)} />
      </div>
    </div>
  );
}

const toggled = (hidden: readonly string[], key: string): string[] | undefined => {
  const next = hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key];
  return next.length === 0 ? undefined : next;
};

function ZoomText({
  whole,
  window,
  onReset,
}: {
  readonly whole: Span;
  readonly window: Span;
  readonly onReset: () => void;
}) {
  const { setRange } = useRange();
  const zoomed = window.from > whole.from || window.to < whole.to;
  const button = 'font-medium text-accent-text hover:underline';
  return (
    <p className="mt-1 flex min-h-5 flex-wrap justify-between gap-x-3 text-xs text-ink-3">
      <span>{timeWithin(whole.from, whole.from, whole.to)}</span>
      {zoomed ? (
        <span className="flex flex-wrap gap-x-3 text-ink-2">
          {durationOf(window.to - window.from)} of {durationOf(whole.to - whole.from)}
          <button type="button" className={button} onClick={onReset}>
            Reset zoom
          </button>
          <button
            type="button"
            className={button}
            onClick={() => {
              onReset();
              setRange(formatRange({ kind: 'absolute', ...window }));
            }}
          >
            Show this alone
          </button>
        </span>
      ) : (
        <span className="max-md:hidden">drag over the chart, or move the edges, to zoom</span>
      )}
      <span>{timeWithin(whole.to, whole.from, whole.to)}</span>
    </p>
  );
}
