import { messageOf } from '@dataforge/kernel';

/** The outcome of a check, in words an operator can act on. */
export interface CheckResult {
  readonly ok: boolean;
  readonly detail: string;
}

export interface HealthCheck {
  readonly name: string;
  run(): Promise<CheckResult>;
}

export interface Health {
  readonly status: 'ready' | 'starting' | 'draining' | 'failing';
  readonly checks: readonly (CheckResult & { readonly name: string })[];
}

export type Phase = 'starting' | 'ready' | 'draining';

/** Runs all checks at once; one that throws has failed. */
export async function healthOf(phase: Phase, checks: readonly HealthCheck[]): Promise<Health> {
  const results = await Promise.all(
    checks.map(async ({ name, run }) => ({
      name,
      ...(await run().catch((error: unknown): CheckResult => ({ ok: false, detail: messageOf(error) }))),
    })),
  );
  const failing = phase === 'ready' && results.some((result) => !result.ok);
  return { status: failing ? 'failing' : phase, checks: results };
}
