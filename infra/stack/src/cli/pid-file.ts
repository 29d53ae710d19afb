import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, isAlive } from '../processes.ts';

const pidFile = (dir: string): string => join(dir, 'pid');

export function rememberPid(dir: string, pid: number): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(pidFile(dir), String(pid));
}

export const forgetPid = (dir: string): void => rmSync(pidFile(dir), { force: true });

/** The server of a folder, if it runs. A process that was given its id since is another: it does not name the folder. */
export function runningPid(dir: string): number | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(pidFile(dir), 'utf8'));
  } catch {
    return undefined;
  }
  return pid > 0 && isAlive(pid) && commandLineOf(pid).includes(dir) ? pid : undefined;
}
