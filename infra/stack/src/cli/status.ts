import { isTaken } from '../ports.ts';
import { logsOf } from '../server-process.ts';
import type { Component, Say } from './component.ts';
import { runningPid } from './pid-file.ts';

/** Tells whether it runs and answers; whether all is well with it. */
export async function status(component: Component, say: Say): Promise<boolean> {
  const [port] = Object.values(component.ports) as [number];
  const pid = runningPid(component.dir);
  const taken = await isTaken(port);
  if (pid !== undefined && taken)
    say(`runs at 127.0.0.1:${port} (pid ${pid}), logs in ${logsOf(component.dir)}`);
  else if (pid !== undefined)
    say(`runs (pid ${pid}), but nothing listens at 127.0.0.1:${port}: see ${logsOf(component.dir)}`);
  else if (taken) say(`does not run; another process listens at 127.0.0.1:${port}`);
  else say('does not run');
  for (const fault of await component.missing()) say(fault);
  return pid !== undefined && taken;
}
