import type { QueryableSchema } from '@dataforge/api-client';
import { useQuery } from '@tanstack/react-query';
import { ProblemError } from '../../api/problem.ts';
import { useQueries, useQueryableSchema } from '../../api/catalogue.ts';
import { sessionQuery } from '../../api/session.ts';
import { Failed } from '../../widgets/failed.tsx';
import { BenchCard } from './bench-card.tsx';
import { PageHead } from './page-head.tsx';
import { QueryList } from './query-list.tsx';
import { keyOf } from './question-in-address.ts';
import { Result } from './result.tsx';
import { useBench } from './use-bench.ts';
import { useRun } from './use-run.ts';

const NO_QUERIES = [] as const;
const NOTHING: QueryableSchema = { tables: [], functions: [] };

/** Asks gold: by a product's named query, or in SQL. */
export function Query() {
  const { data: session } = useQuery(sessionQuery);
  const queries = useQueries();
  const { data: schema = NOTHING } = useQueryableSchema();
  const known = queries.data ?? NO_QUERIES;
  const bench = useBench(known);
  const mayWriteSql = session?.permissions.includes('query:adhoc') ?? false;
  const { run, question, draft } = bench;
  const allowed = run && 'sql' in run.question && !mayWriteSql ? undefined : run;
  const result = useRun(allowed);
  const answersThis = allowed !== undefined && keyOf(allowed.question) === keyOf(question);
  const faults = answersThis && result.error instanceof ProblemError ? result.error.errors : [];
  if (queries.error && !queries.data)
    return (
      <div className="p-5">
        <Failed what="The queries" error={queries.error} retry={() => void queries.refetch()} />
      </div>
    );
  return (
    <div className="flex min-w-0 flex-col gap-4 px-3 py-4 md:px-5">
      <PageHead
        name={draft.mode === 'sql' ? 'Ad hoc SQL' : (draft.query ?? 'Query')}
        title={draft.mode === 'sql' ? 'over the tables of gold' : (bench.query?.title ?? 'ask gold')}
        question={question}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[224px_minmax(0,1fr)]">
        <QueryList
          queries={known}
          tables={schema.tables}
          mayWriteSql={mayWriteSql}
          opened={question}
          onOpen={bench.open}
        />
        <div className="grid min-w-0 gap-4">
          <BenchCard
            bench={bench}
            schema={schema}
            mayWriteSql={mayWriteSql}
            roles={session?.roles ?? []}
            faults={faults}
            running={result.isFetching && !result.isFetchingNextPage}
            onCancel={result.cancel}
          />
          <Result run={allowed} result={result} onAgain={() => bench.start()} />
        </div>
      </div>
    </div>
  );
}
