import { Lock } from 'lucide-react';

/** What the session may not see, and which permission it would need. */
export function Forbidden({ what, error }: { readonly what: string; readonly error: Error }) {
  return (
    <section className="p-4">
      <p className="flex items-center gap-1.5 font-bold text-ink-2">
        <Lock className="size-4" aria-hidden /> {what} is not for your role.
      </p>
      <p className="mt-1 text-sm text-ink-2">{error.message}</p>
    </section>
  );
}
