import { join } from 'node:path';
import { projectFile } from '../folders.ts';
import { installOnce, type Installation } from '../install-once.ts';
import { missingOf } from '../requirements.ts';
import { runCommand } from '../run-command.ts';

const ministack = (): Installation => ({
  name: 'ministack',
  versions: projectFile('ministack', 'requirements.txt'),
});

/** What is missing on this machine to run ministack. */
export const missingForMinistack = (): Promise<readonly string[]> => missingOf(['python']);

/** Installs ministack into an environment of its own if it is not, and gives that environment's Python. */
export async function ministackPython(say: (line: string) => void = () => undefined): Promise<string> {
  const python = (folder: string) => join(folder, 'bin', 'python3');
  const folder = await installOnce(ministack(), async (draft) => {
    say('installing it from PyPI (once)');
    await must('python3', ['-m', 'venv', draft]);
    await must(python(draft), ['-m', 'pip', 'install', '--quiet', '--requirement', ministack().versions]);
  });
  return python(folder);
}

async function must(command: string, args: readonly string[]): Promise<void> {
  const ran = await runCommand(command, args);
  if (!ran.ok)
    throw new Error(
      `ministack could not be installed. Is PyPI, or the mirror in pip's configuration, reachable?\n${ran.output}`,
    );
}
