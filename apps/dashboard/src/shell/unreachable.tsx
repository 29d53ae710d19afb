import { CloudOff } from 'lucide-react';
import { useEffect } from 'react';

const AGAIN_MS = 3_000;

/** Nobody answers: says so, and goes on by itself once somebody does. */
export function Unreachable({ error, retry }: { readonly error: Error | null; readonly retry: () => void }) {
  useEffect(() => {
    const timer = setInterval(retry, AGAIN_MS);
    return () => clearInterval(timer);
  }, [retry]);
  return (
    <main className="mx-auto max-w-xl p-8" role="alert">
      <h1 className="flex items-center gap-2 text-xl font-bold">
        <CloudOff className="size-5 text-crit" aria-hidden />
        The server does not answer.
      </h1>
      <p className="mt-2 text-ink-2">
        {error?.message} This page asks again every {AGAIN_MS / 1_000} s.
      </p>
      <p className="mt-4 text-ink-2">If it was stopped, start it again:</p>
      <pre className="mt-2 rounded-md bg-surface-2 p-3 font-mono">npm start</pre>
    </main>
  );
}
