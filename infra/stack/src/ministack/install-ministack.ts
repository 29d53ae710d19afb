import { join } from 'node:path';
import { projectFile } from '../folders.ts';
import { type Installation } from '../install-once.ts';
import { pythonEnvironment } from '../python-environment.ts';
import { missingOf } from '../requirements.ts';

const ministack = (): Installation => ({
  name: 'ministack',
  versions: projectFile('ministack', 'requirements.txt'),
});

/** What is missing on this machine to run ministack. */
export const missingForMinistack = (): Promise<readonly string[]> => missingOf(['python']);

/** Installs ministack into an environment of its own if it is not, and gives that environment's Python. */
export const ministackPython = async (say?: (line: string) => void): Promise<string> =>
  join(await pythonEnvironment(ministack(), 'ministack', say), 'python3');
