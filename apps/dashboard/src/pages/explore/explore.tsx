import { TriangleAlert } from 'lucide-react';
import { clockWithSeconds, spanOf } from '../../time/format-time.ts';
import { Command } from '../../widgets/command.tsx';
import { Failed } from '../../widgets/failed.tsx';
import { Actions } from './actions.tsx';
import { ChartCard } from './chart-card.tsx';
import { Controls } from './controls.tsx';
import { Events } from './events.tsx';
import { missingOf } from './prepare-missing.ts';
import { prepareExplored, type ExploredView } from './prepare-explored.ts';
import { Tables } from './tables.tsx';
import { useExplore, useExploreSearch, type Explored } from './use-explore.ts';

/** One KPI over time: what it was, what made it so, what happened to it. */
export function Explore() {
  const explored = useExplore();
  const { search } = useExploreSearch();
  const { metrics, metric, dimension } = explored;
  const view = viewOf(explored, search);
  const unknown =
    metrics.data && search.kpi !== undefined && metric?.kpi !== search.kpi ? search.kpi : undefined;
  return (
    <div className="flex min-w-0 flex-col gap-4 px-3 py-4 md:px-5">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <h1 className="text-xl leading-7 font-bold">
          {metric?.title ?? 'Explore'}{' '}
          <span className="font-normal text-ink-2">
            {metric?.product}
            {dimension !== undefined && `, by ${dimension}`}
          </span>
        </h1>
        <Actions explored={explored} groups={view?.groups ?? []} />
      </header>
      {unknown !== undefined && (
        <p role="status" className="text-ink-2">
          There is no KPI {unknown}. This is {metric?.title ?? 'none'}; choose another below.
        </p>
      )}
      <Controls explored={explored} />
      <Body explored={explored} view={view} />
    </div>
  );
}

function Body({ explored, view }: { readonly explored: Explored; readonly view: ExploredView | undefined }) {
  const { metrics, series, rows } = explored;
  const failed = [metrics, series, rows].find((query) => query.error !== null && !query.data);
  if (failed?.error)
    return <Failed what="The series" error={failed.error} retry={() => void failed.refetch()} />;
  if (metrics.data?.length === 0) return <Empty says="No product has a KPI." />;
  if (!view) return <Loading />;
  const { whole, groups, metric } = view;
  if (groups.every(({ points }) => points.every(({ value }) => value === null)))
    return (
      <Empty
        says={`${metric.title} has no value in ${spanOf(whole.from, whole.to)}.${
          metric.current.time === null
            ? ''
            : ` Its newest is of ${metric.current.time}; choose a longer range.`
        }`}
      />
    );
  const late = [series, rows].find((query) => query.error !== null);
  return (
    <>
      {late?.error && (
        <p role="status" className="flex flex-wrap items-center gap-x-2 text-warn">
          <TriangleAlert className="size-4" aria-hidden /> Not refreshed since{' '}
          {clockWithSeconds(late.dataUpdatedAt)} UTC: {late.error.message}
          <button type="button" className="font-medium underline" onClick={() => void late.refetch()}>
            Retry now
          </button>
        </p>
      )}
      <div className="grid items-start gap-4 xl:h-[max(640px,calc(100vh-190px))] xl:grid-rows-[minmax(0,1fr)] xl:grid-cols-[minmax(0,1fr)_388px]">
        <ChartCard view={view} />
        <Tables view={view} />
      </div>
      <Events view={view} missing={missingOf(explored)} />
    </>
  );
}

function viewOf(
  explored: Explored,
  search: Parameters<typeof prepareExplored>[1]['search'],
): ExploredView | undefined {
  const { metric, series, seriesBefore, rows, rowsBefore, by, compare, from, to, step, dimension } = explored;
  const own = series.data?.find(({ kpi }) => kpi === metric?.kpi);
  if (!own || (by && !rows.data)) return undefined;
  const before = compare ? seriesBefore.data?.find(({ kpi }) => kpi === metric?.kpi) : undefined;
  return prepareExplored(
    {
      series: own,
      before,
      rows: by && rows.data,
      rowsBefore: compare ? rowsBefore.data : undefined,
      alerts: explored.alerts.data ?? [],
      anomalies: explored.anomalies.data ?? [],
      bands: explored.bands,
    },
    { search, dimension, stepMs: step.ms, whole: { from, to } },
  );
}

function Empty({ says }: { readonly says: string }) {
  return (
    <section className="max-w-2xl rounded-lg border border-dashed border-line-strong p-4">
      <p className="mb-2 text-ink-2">{says}</p>
      <Command text="npx --no dataforge send events.ndjson" />
    </section>
  );
}

function Loading() {
  return (
    <div
      className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_388px]"
      role="status"
      aria-label="Loading the series"
    >
      <div className="h-[640px] animate-pulse rounded-lg bg-surface shadow-card" />
      <div className="h-[640px] animate-pulse rounded-lg bg-surface shadow-card max-xl:hidden" />
    </div>
  );
}
