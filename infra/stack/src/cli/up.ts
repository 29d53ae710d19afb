import { isTaken } from '../ports.ts';
import { launch } from '../server-process.ts';
import type { Component, Say } from './component.ts';
import { rememberPid, runningPid } from './pid-file.ts';

/** Starts what does not run, and resolves when it is ready. Throws if something is missing, its port is taken, or it fails. */
export async function up(component: Component, say: Say): Promise<void> {
  const [port] = Object.values(component.ports) as [number];
  const running = runningPid(component.dir);
  if (running !== undefined) {
    say(`runs already at 127.0.0.1:${port} (pid ${running})`);
    return;
  }
  const missing = await component.missing();
  if (missing.length > 0) throw new Error(missing.join('\n'));
  for (const [setting, wanted] of Object.entries(component.ports))
    if (await isTaken(wanted))
      throw new Error(`127.0.0.1:${wanted} is taken by another process: end that, or set ${setting}`);
  const begun = Date.now();
  const plan = await component.plan(say);
  say('starting');
  const { pid } = await launch(plan, {
    detached: true,
    onStarted: (started) => rememberPid(component.dir, started),
    onWaiting: (seconds) => say(`not ready yet, after ${seconds} s`),
  });
  say(`ready at 127.0.0.1:${port} (pid ${pid}), after ${((Date.now() - begun) / 1_000).toFixed(0)} s`);
}
