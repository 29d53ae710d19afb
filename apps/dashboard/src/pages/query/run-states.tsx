import { OctagonAlert } from 'lucide-react';
import { ProblemError } from '../../api/problem.ts';
import { Command } from '../../widgets/command.tsx';
import { Elapsed } from './run-controls.tsx';

const BODY = 'border-t border-line px-4 py-6 text-ink-2';

export function NotRunYet() {
  return <p className={BODY}>Nothing was run yet. Choose a query or write one, and press Ctrl Enter.</p>;
}

const SKELETON_ROWS = 8;

export function Running() {
  return (
    <div className="border-t border-line">
      <p role="status" className="px-4 py-2 text-sm text-ink-2">
        Running… <Elapsed />
      </p>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <div key={row} className="flex h-7 items-center border-t border-line px-4" aria-hidden>
          <div className="h-2.5 w-full rounded-sm bg-surface-2" />
        </div>
      ))}
    </div>
  );
}

export function Cancelled({ again }: { readonly again: () => void }) {
  return (
    <div className={BODY}>
      <p role="status">Cancelled: the server was told to stop.</p>
      <Again onClick={again} />
    </div>
  );
}

/** `read`: gold has been filled, and still nothing fits. */
export function NoRows({ read }: { readonly read: boolean }) {
  return (
    <div className={BODY}>
      <p className="font-bold text-ink">No rows.</p>
      {read ? (
        <p className="mt-1">Nothing in gold fits. Widen the stretch of time, or check the values above.</p>
      ) : (
        <>
          <p className="mt-1 mb-2">Gold is empty for what this reads. Send some events:</p>
          <Command text="npx --no dataforge send events.ndjson" />
        </>
      )}
    </div>
  );
}

export function RunFailed({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  const problem = error instanceof ProblemError ? error : undefined;
  // Of a statement that is wrong the title says so already.
  const fault = problem?.errors.find(({ field }) => field === 'sql');
  const said = fault?.detail ?? error.message;
  return (
    <div role="alert" className={BODY}>
      <p className="flex items-center gap-1.5 font-bold text-crit">
        <OctagonAlert className="size-4" aria-hidden /> {titleOf(problem)}
      </p>
      <p className={`mt-1 whitespace-pre-wrap text-ink ${said.includes('\n') ? 'font-mono text-xs' : ''}`}>
        {said}
      </p>
      {fault?.line !== undefined && (
        <p className="mt-1 text-sm">
          Line {fault.line}
          {fault.column !== undefined && `, column ${fault.column}`}; it is marked in the editor.
        </p>
      )}
      {problem?.retryAfter !== undefined && (
        <p className="mt-1 text-sm">Try again in {problem.retryAfter} s.</p>
      )}
      {problem?.errors.length ? null : <Again onClick={retry} />}
    </div>
  );
}

function titleOf(problem: ProblemError | undefined): string {
  switch (problem?.status) {
    case 400:
      return 'The question cannot be run as it is.';
    case 403:
      return 'You may not run this.';
    case 422:
      return problem.errors.length > 0
        ? 'The statement cannot be run as it is.'
        : 'It could not be run to its end.';
    case 429:
      return 'Too many questions at once.';
    default:
      return 'It could not be run.';
  }
}

function Again({ onClick }: { readonly onClick: () => void }) {
  return (
    <button type="button" className="mt-3 h-8 rounded-md border border-line-strong px-3" onClick={onClick}>
      Run again
    </button>
  );
}
