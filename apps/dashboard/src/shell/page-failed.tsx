import type { ErrorComponentProps } from '@tanstack/react-router';

/** A fault of ours: what it was, and a way on. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <section className="p-5" role="alert">
      <h1 className="text-xl font-bold">This page failed.</h1>
      <p className="mt-2 text-ink-2">{error instanceof Error ? error.message : String(error)}</p>
      <button
        type="button"
        className="mt-4 h-8 rounded-md bg-accent px-3 font-bold text-on-accent"
        onClick={reset}
      >
        Try again
      </button>
    </section>
  );
}
