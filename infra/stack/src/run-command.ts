import { execFile } from 'node:child_process';

export interface CommandFailure {
  /** Whether there is no such command. */
  readonly missing: boolean;
  readonly output: string;
}

export type CommandResult =
  { readonly ok: true; readonly output: string } | ({ readonly ok: false } & CommandFailure);

/** Runs a command to its end; `output` is what it wrote, to stdout and stderr. */
export const runCommand = (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(command, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (!error) resolve({ ok: true, output });
      else resolve({ ok: false, missing: error.code === 'ENOENT', output: output || error.message });
    });
  });
