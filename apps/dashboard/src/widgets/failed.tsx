import { OctagonAlert } from 'lucide-react';

/** What could not be loaded, why, and a way to try again. */
export function Failed({
  what,
  error,
  retry,
}: {
  readonly what: string;
  readonly error: Error;
  readonly retry: () => void;
}) {
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
