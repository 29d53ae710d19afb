import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionQuery, signIn } from '../api/session.ts';
import { Command } from '../widgets/command.tsx';

/** The code behind `#signin=` in the address. A fragment is never sent to a server, nor kept in its logs. */
function codeInAddress(): string | undefined {
  return /^#signin=([\w-]+)$/.exec(window.location.hash)?.[1];
}

/** Swaps the one-time code of the address for a session; without one, says how to get it. */
export function SignIn() {
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => queries.setQueryData(sessionQuery.queryKey, session),
  });
  useEffect(() => {
    const code = codeInAddress();
    if (code === undefined) return;
    // Used once; it is not to stay in the history.
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    mutate(code);
  }, [mutate]);
  if (isPending) return <p className="p-8 text-ink-2">Signing in…</p>;
  return (
    <main className="mx-auto max-w-xl p-8">
      <h1 className="text-xl font-bold">Sign in to DataForge</h1>
      {error && (
        <p role="alert" className="mt-3 text-crit">
          {error.message}
        </p>
      )}
      <p className="mt-3 mb-2 text-ink-2">
        Run this on the machine where the server runs, and open the link that it prints. A link works once.
      </p>
      <Command text="npx --no dataforge signin --role operator" />
    </main>
  );
}
