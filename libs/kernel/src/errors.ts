/**
 * How a failure of something outside the process is to be met: `retriable` is waited out, `permanent`
 * goes to the dead letters, `unknown` ends the process, since results and offsets commit together.
 */
export type FailureNature = 'retriable' | 'permanent' | 'unknown';

/** A failure of the outside world, thrown by adapters, with its nature. */
export class InfrastructureError extends Error {
  readonly nature: FailureNature;

  constructor(message: string, nature: FailureNature, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.nature = nature;
  }
}

/** A setting, file or document of the operator's that cannot be used. `faults` lists every fault at once. */
export class ConfigurationError extends Error {
  readonly faults: readonly string[];

  constructor(summary: string, faults: readonly string[]) {
    super([summary, ...faults.map((fault) => `  - ${fault}`)].join('\n'));
    this.name = 'ConfigurationError';
    this.faults = faults;
  }
}

export const natureOf = (error: unknown): FailureNature =>
  error instanceof InfrastructureError ? error.nature : 'unknown';

/** Errors of another realm are none of our `Error`; those of native modules are, where the code runs in a sandbox. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
