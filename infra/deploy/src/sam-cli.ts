import { join } from 'node:path';
import { pythonEnvironment, runCommand, type CommandResult } from '@dataforge/stack';
import { projectFile } from './folders.ts';

/** Runs the SAM CLI with these arguments and variables; installs it if it is not. */
export async function sam(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  say?: (line: string) => void,
): Promise<CommandResult> {
  const versions = projectFile('sam', 'requirements.txt');
  const programs = await pythonEnvironment({ name: 'sam', versions }, 'The SAM CLI', say);
  return runCommand(join(programs, 'python3'), ['-m', 'samcli', ...args], {
    SAM_CLI_TELEMETRY: '0',
    ...env,
  });
}
