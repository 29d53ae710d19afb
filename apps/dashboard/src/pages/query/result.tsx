import { useMemo } from 'react';
import { Segmented } from '../../widgets/segmented.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerChart } from './answer-chart.tsx';
import { AnswerTable } from './answer-table.tsx';
import type { Run } from './bench.ts';
import { Facts } from './facts.tsx';
import { NextRows } from './next-rows.tsx';
import { useQueryView } from './query-view.ts';
import { Cancelled, NoRows, NotRunYet, RunFailed, Running } from './run-states.tsx';
import type { RunResult } from './use-run.ts';

/** What came of a run, whatever it was. */
export function Result({
  run,
  result,
  onAgain,
}: {
  readonly run: Run | undefined;
  readonly result: RunResult;
  readonly onAgain: () => void;
}) {
  const { view, show } = useQueryView();
  const pages = result.data?.pages;
  const answer = useMemo(
    () => pages && { columns: pages[0]?.columns ?? [], rows: pages.flatMap((page) => page.rows) },
    [pages],
  );
  return (
    <section
      aria-label="Result"
      aria-busy={result.isFetching}
      className="min-w-0 rounded-lg bg-surface shadow-card"
    >
      <header className="flex min-h-10 flex-wrap items-center gap-2 px-4 py-1.5">
        <h2 className="font-bold">Result</h2>
        <Segmented
          label="Show the result as"
          value={view}
          onChoose={(next) => show({ view: next })}
          choices={[
            { value: 'table', label: 'Table' },
            { value: 'chart', label: 'Chart' },
          ]}
        />
        {run && answer && <AnswerActions question={run.question} answer={answer} />}
      </header>
      {!run ? (
        <NotRunYet />
      ) : pages && answer ? (
        <>
          <Facts pages={pages} />
          {answer.rows.length === 0 ? (
            <NoRows read={pages[0]?.watermark !== null} />
          ) : view === 'chart' ? (
            <AnswerChart answer={answer} />
          ) : (
            <AnswerTable answer={answer} />
          )}
          <NextRows rows={answer.rows.length} limit={run.limit} result={result} />
        </>
      ) : result.error ? (
        <RunFailed error={result.error} retry={onAgain} />
      ) : result.isFetching ? (
        <Running key={run.number} />
      ) : (
        <Cancelled again={onAgain} />
      )}
    </section>
  );
}
