import { join } from 'node:path';
import { installOnce, type Installation } from './install-once.ts';
import { runCommand } from './run-command.ts';

/** Installs what a list of requirements names into an environment of its own if it is not, and gives that environment's Python. */
export async function pythonEnvironment(
  installation: Installation,
  what: string,
  say: (line: string) => void = () => undefined,
): Promise<string> {
  const python = (folder: string) => join(folder, 'bin', 'python3');
  const must = async (command: string, args: readonly string[]) => {
    const ran = await runCommand(command, args);
    if (!ran.ok)
      throw new Error(
        `${what} could not be installed. Is PyPI, or the mirror in pip's configuration, reachable?\n${ran.output}`,
      );
  };
  const folder = await installOnce(installation, async (draft) => {
    say('installing it from PyPI (once)');
    await must('python3', ['-m', 'venv', draft]);
    await must(python(draft), ['-m', 'pip', 'install', '--quiet', '--requirement', installation.versions]);
  });
  return python(folder);
}
