import { ProblemError } from '../../api/problem.ts';

interface Asked {
  readonly error: Error | null;
  readonly data: unknown;
}

/** What is not marked, and why, in words: a page without alerts is not one where nothing was wrong. */
export function missingOf({
  alerts,
  anomalies,
}: {
  readonly alerts: Asked;
  readonly anomalies: Asked;
}): readonly string[] {
  const says = (what: string, { error, data }: Asked): readonly string[] => {
    if (error === null || data !== undefined) return [];
    const status = error instanceof ProblemError ? error.status : 0;
    if (status === 403) return [`${what} are not for your role.`];
    return [status === 404 ? `${what} are not served here.` : `${what} could not be loaded.`];
  };
  return [...says('Alerts', alerts), ...says('Anomalies', anomalies)];
}
