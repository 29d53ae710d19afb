import { Lock, OctagonAlert } from 'lucide-react';
import { isForbidden } from '../api/problem.ts';

/** What could not be loaded, why, and a way to try again, unless the role is the reason. */
export function Failed({
  what,
  error,
  retry,
}: {
  readonly what: string;
  readonly error: Error;
  readonly retry: () => void;
}) {
  if (isForbidden(error))
    return (
      <section role="status" className="rounded-lg border border-dashed border-line-strong p-4">
        <p className="flex items-center gap-1.5 font-bold">
          <Lock className="size-4" aria-hidden /> {what}: not for your role.
        </p>
        <p className="mt-1 text-ink-2">{error.message}</p>
      </section>
    );
  return (
    <section role="alert" className="rounded-lg bg-surface p-4 shadow-card">
      <p className="flex items-center gap-1.5 font-bold text-crit">
        <OctagonAlert className="size-4" aria-hidden /> {what} could not be loaded.
      </p>
      <p className="mt-1 text-ink-2">{error.message}</p>
      <button type="button" className="mt-3 h-8 rounded-md border border-line-strong px-3" onClick={retry}>
        Retry now
      </button>
    </section>
  );
}
