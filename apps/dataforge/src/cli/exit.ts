/** The exit codes of the command line. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, notAllowed: 4, crashed: 70 } as const;

/** A command that cannot do what it was asked to, in words for its user. */
export class CliFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
  }
}
