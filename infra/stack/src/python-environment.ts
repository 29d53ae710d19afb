import { join } from 'node:path';
import { installOnce, type Installation } from './install-once.ts';
import { runCommand } from './run-command.ts';

/**
 * Installs what a list of pinned versions names into an environment of its own if it is not there yet, and gives the folder
 * with that environment's programs. `title` is its name in messages.
 */
export async function pythonEnvironment(
  installation: Installation,
  title: string,
  say: (line: string) => void = () => undefined,
): Promise<string> {
  const programs = (folder: string) => join(folder, 'bin');
  const folder = await installOnce(installation, async (draft) => {
    say('installing it from PyPI (once)');
    await must(title, 'python3', ['-m', 'venv', draft]);
    // By Python: the programs themselves name the folder that they were installed into, and that is renamed.
    const install = ['-m', 'pip', 'install', '--quiet', '--requirement', installation.versions];
    await must(title, join(programs(draft), 'python3'), install);
  });
  return programs(folder);
}

async function must(title: string, command: string, args: readonly string[]): Promise<void> {
  const ran = await runCommand(command, args);
  if (!ran.ok)
    throw new Error(
      `${title} could not be installed. Is PyPI, or the mirror in pip's configuration, reachable?\n${ran.output}`,
    );
}
