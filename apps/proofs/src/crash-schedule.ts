import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@dataforge/kernel';
import { START, startServer, type Server, type ServerSettings } from '@dataforge/program';

export interface CrashingServer {
  readonly url: string;
  /** Tell it how far the load is, 0 to 1: kills that are due happen now, at a random moment under the load. */
  progress(done: number): void;
  /** Kills it now, and resolves when it is started again. */
  kill(): Promise<void>;
  /** Rejects when the process ends and nobody told it to; never resolves. */
  readonly failed: Promise<never>;
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
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  const told = new Set<Server>();
  const start = async () => {
    const started = await startServer(settings, START);
    void started.ended.then(({ code, stderr }) => {
      if (!told.has(started)) fail(new Error(`the server ended by itself, with ${code}:\n${endOf(stderr)}`));
    });
    return started;
  };
  const end = (signal: NodeJS.Signals) => {
    told.add(server);
    return server.end(signal);
  };
  let server = await start();
  let [killed, due] = [0, 0];
  let cycle: Promise<void> = Promise.resolve();
  const killAndRestart = async () => {
    await end('SIGKILL');
    server = await start();
    killed += 1;
  };
  const killSoon = async () => {
    await sleep(Math.floor(random.next() * 120));
    await killAndRestart();
  };
  return {
    url: server.url,
    progress(done) {
      while (due < kills && done >= (due + 0.5) / kills) {
        due += 1;
        cycle = cycle.then(killSoon);
        cycle.catch(() => undefined);
      }
    },
    kill: () => (cycle = cycle.then(killAndRestart)),
    failed,
    async settle() {
      await cycle;
      told.add(server);
      return server;
    },
    kills: () => killed,
    async end() {
      await cycle.catch(() => undefined);
      await end('SIGKILL');
    },
  };
}

const SHOWN_LINES = 20;

const endOf = (output: string): string => output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
