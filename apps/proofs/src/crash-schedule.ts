import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@dataforge/kernel';
import { START, startServer, type Server, type ServerSettings } from '@dataforge/program';

export interface CrashingServer {
  readonly url: string;
  /** Tell it how far the load is, 0 to 1: kills that are due happen now, at a random moment under the load. */
  progress(done: number): void;
  /** Waits for the last restart and stops. */
  settle(): Promise<Server>;
  kills(): number;
  /** Makes sure that nothing is left running. */
  end(): Promise<void>;
}

/** A server that is killed with SIGKILL `kills` times, spread over the load, and started again at once. */
export async function crashingServer(
  settings: ServerSettings,
  kills: number,
  random: Random,
): Promise<CrashingServer> {
  let server = await startServer(settings, START);
  let [killed, due] = [0, 0];
  let cycle: Promise<void> = Promise.resolve();
  const killAndRestart = async () => {
    await sleep(Math.floor(random.next() * 120));
    await server.end('SIGKILL');
    server = await startServer(settings, START);
    killed += 1;
  };
  return {
    url: server.url,
    progress(done) {
      while (due < kills && done >= (due + 0.5) / kills) {
        due += 1;
        cycle = cycle.then(killAndRestart);
        cycle.catch(() => undefined);
      }
    },
    async settle() {
      await cycle;
      return server;
    },
    kills: () => killed,
    async end() {
      await cycle.catch(() => undefined);
      await server.end('SIGKILL');
    },
  };
}
