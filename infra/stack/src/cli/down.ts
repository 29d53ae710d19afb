import { endProcess } from '../processes.ts';
import { GRACE_MS } from '../server-process.ts';
import type { Component, Say } from './component.ts';
import { forgetPid, runningPid } from './pid-file.ts';

/** Ends what runs; whether it did. */
export async function down({ dir }: Component, say: Say): Promise<boolean> {
  const pid = runningPid(dir);
  if (pid !== undefined) {
    say(`stopping (pid ${pid})`);
    await endProcess(pid, GRACE_MS);
  }
  forgetPid(dir);
  say(pid === undefined ? 'did not run' : 'stopped');
  return pid !== undefined;
}
