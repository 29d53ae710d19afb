import type { QueryableSchema } from '@dataforge/api-client';
import { Lock } from 'lucide-react';
import { lazy, Suspense, useRef } from 'react';
import type { Fault } from '../../api/problem.ts';
import { Segmented } from '../../widgets/segmented.tsx';
import { ParameterFields } from './parameter-fields.tsx';
import { RunButton, RunLimits } from './run-controls.tsx';
import type { useBench } from './use-bench.ts';

const SqlEditor = lazy(() => import('./sql-editor.tsx'));

export interface BenchCardProps {
  readonly bench: ReturnType<typeof useBench>;
  /** What a statement may name. */
  readonly schema: QueryableSchema;
  /** Whether statements of one's own may be run. */
  readonly mayWriteSql: boolean;
  readonly roles: readonly string[];
  /** What the server found wrong with what stands here. */
  readonly faults: readonly Fault[];
  readonly running: boolean;
  readonly onCancel: () => void;
}

/** The question: as a form or as SQL, and the button that runs it. */
export function BenchCard(props: BenchCardProps) {
  const { bench, mayWriteSql, roles } = props;
  const { mode, query } = bench.draft;
  return (
    <section aria-label="Question" className="min-w-0 rounded-lg bg-surface shadow-card">
      <header className="flex min-h-10 flex-wrap items-center gap-2 px-4 py-1.5">
        <Segmented
          label="Kind of question"
          value={mode}
          onChoose={(next) => bench.edit({ mode: next })}
          choices={[
            { value: 'named', label: 'Named' },
            { value: 'sql', label: 'Ad hoc SQL' },
          ]}
        />
        {mode === 'named' && bench.query && mayWriteSql && (
          <EditAsSql onClick={() => bench.query && bench.editAsSql(bench.query)} />
        )}
        <span className="ml-auto text-sm text-ink-3">gold only, read-only, at most 30 s</span>
      </header>
      {mode === 'sql' && !mayWriteSql ? (
        <Forbidden roles={roles} />
      ) : mode === 'named' && !bench.query ? (
        <p className="px-4 pt-1 pb-4 text-ink-2">
          {query === undefined
            ? 'Choose a query on the left; its parameters become a form here.'
            : `There is no query called ${query}. Choose one on the left.`}
        </p>
      ) : (
        <Question {...props} />
      )}
    </section>
  );
}

function EditAsSql({ onClick }: { readonly onClick: () => void }) {
  return (
    <button type="button" onClick={onClick} className="text-sm font-medium text-accent-text hover:underline">
      Edit a copy as SQL
    </button>
  );
}

function Question({ bench, schema, faults, running, onCancel }: BenchCardProps) {
  const form = useRef<HTMLDivElement>(null);
  const { mode } = bench.draft;
  const shown = { ...(bench.tried && bench.faults), ...serverFaults(faults) };
  const run = () => {
    if (!bench.start()) requestAnimationFrame(() => focusFirstFault(form.current));
  };
  return (
    <>
      <div
        ref={form}
        className="flex flex-wrap items-start gap-3 px-4 pt-1 pb-4"
        onKeyDown={(event) => {
          const inField = event.target instanceof HTMLInputElement;
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || inField)) run();
        }}
      >
        <ParameterFields
          parameters={bench.parameters}
          texts={bench.texts}
          faults={shown}
          onEdit={(name, text) => bench.edit({ texts: { ...bench.draft.texts, [name]: text } })}
        />
        <RunLimits faults={shown} />
        <div className="md:pt-[21px]">
          <RunButton
            running={running}
            disabled={bench.question === undefined}
            onRun={run}
            onCancel={onCancel}
          />
        </div>
      </div>
      <div className="overflow-hidden rounded-b-lg border-t border-line">
        <Suspense fallback={<div className="h-36 bg-surface-2" />}>
          <SqlEditor
            key={mode}
            label={mode === 'sql' ? 'SQL, Escape leaves the editor' : 'SQL of the named query'}
            sql={mode === 'sql' ? bench.draft.sql : (bench.query?.sql ?? '')}
            {...(mode === 'sql' && { onEdit: (sql: string) => bench.edit({ sql }) })}
            onRun={run}
            onLeave={() => lastControl(form.current)?.focus()}
            schema={schema}
            fault={faults.find(({ field }) => field === 'sql')}
          />
        </Suspense>
        {mode === 'sql' && (
          <p className="border-t border-line bg-surface-2 px-4 py-1 text-xs text-ink-3">
            Ctrl Enter runs, Ctrl Space completes, Tab indents, Escape leaves the editor. Parameters are
            written $name.
          </p>
        )}
      </div>
    </>
  );
}

/** By field, as the form knows them. */
const serverFaults = (faults: readonly Fault[]): Readonly<Record<string, string>> =>
  Object.fromEntries(faults.map(({ field, detail }) => [field.replace(/^params\./, ''), detail]));

/** The button that runs or stops; with nothing to run, the field before it. */
const lastControl = (form: HTMLElement | null): HTMLElement | undefined =>
  [...(form?.querySelectorAll<HTMLElement>(':is(input, select, button):enabled') ?? [])].at(-1);

const focusFirstFault = (form: HTMLElement | null): void =>
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();

function Forbidden({ roles }: { readonly roles: readonly string[] }) {
  return (
    <div className="px-4 pt-1 pb-4">
      <p className="flex items-center gap-1.5 font-bold">
        <Lock className="size-4 text-ink-3" aria-hidden /> SQL of your own needs the role analyst.
      </p>
      <p className="mt-1 text-ink-2">
        You are signed in as {roles.join(', ')}. The named queries on the left are yours to run; an
        administrator gives the role.
      </p>
    </div>
  );
}
