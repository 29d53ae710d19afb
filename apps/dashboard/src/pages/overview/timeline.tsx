import { useMemo, useState } from 'react';
import { useAtMost } from '../../time/use-at-most.ts';
import { useRange } from '../../time/use-range.ts';
import { Brush } from '../../widgets/brush/brush.tsx';
import type { Span } from '../../time/span.ts';
import { Failed } from '../../widgets/failed.tsx';
import { MarkLegend } from '../../widgets/mark-lane/mark-lane.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { TimeAxis } from '../../widgets/time-axis.tsx';
import { formatRange } from '../../time/time-range.ts';
import { HappeningsTable } from './happenings-table.tsx';
import { Lanes } from './lanes.tsx';
import { happeningsOf, prepareTimeline } from './prepare-timeline.ts';
import { useHappenings } from './use-overview.ts';
import { useActivity } from './use-activity.ts';

const VIEWS = [
  { value: 'lanes', label: 'By product' },
  { value: 'table', label: 'Table' },
] as const;

/** It shows what happened, not what happens: a value moves it by a hair. */
const REDRAWN_MS = 5_000;

/** Alerts, anomalies, corrections and gaps over time, for each KPI. */
export function Timeline() {
  const [view, setView] = useState<'lanes' | 'table'>('lanes');
  const { from, to, series, alerts, anomalies, bands } = useHappenings();
  const stretch = `${from} ${series.isPlaceholderData || !series.data}`;
  const metrics = useAtMost(series.data, REDRAWN_MS, stretch);
  const span = useMemo(() => ({ from, to }), [from, to]);
  const groups = useMemo(
    () =>
      prepareTimeline(
        { metrics: metrics ?? [], alerts: alerts.data ?? [], anomalies: anomalies.data ?? [], bands },
        span,
      ),
    [metrics, alerts.data, anomalies.data, bands, span],
  );
  return (
    <section aria-labelledby="anomalies" className="min-w-0 rounded-lg bg-surface shadow-card">
      <header className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5">
        <h2 id="anomalies" className="mr-auto font-bold">
          Anomalies
        </h2>
        <MarkLegend />
        <Segmented label="How anomalies are shown" value={view} choices={VIEWS} onChoose={setView} />
      </header>
      {series.error && !series.data ? (
        <Failed what="The timeline" error={series.error} retry={() => void series.refetch()} />
      ) : groups.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2" role="status">
          {metrics ? 'No KPI has a value in this stretch of time.' : 'Loading the timeline…'}
        </p>
      ) : view === 'table' ? (
        <HappeningsTable happenings={happeningsOf(groups, span)} span={span} />
      ) : (
        <div className="px-4 pb-4">
          <Lanes groups={groups} span={span} />
          <Zoom span={span} />
        </div>
      )}
    </section>
  );
}

const MINUTE = 60_000;
/** How much more than the span the brush shows. */
const WIDER = 6;

function Zoom({ span }: { readonly span: Span }) {
  const { setRange } = useRange();
  const whole = { from: span.to - WIDER * (span.to - span.from), to: span.to };
  const points = useActivity(whole);
  return (
    <div className="mt-1 grid grid-cols-1 gap-x-3 md:grid-cols-[8.5rem_minmax(0,1fr)_6rem]">
      <span className="max-md:hidden" />
      <TimeAxis from={span.from} to={span.to} />
      <span className="max-md:hidden" />
      <span className="self-center text-xs text-ink-3">accepted events</span>
      <Brush
        points={points}
        whole={whole}
        window={span}
        step={MINUTE}
        onChange={(window) => setRange(formatRange({ kind: 'absolute', ...window }))}
      />
      <span className="self-center text-xs text-ink-3 max-md:hidden">drag to zoom</span>
    </div>
  );
}
