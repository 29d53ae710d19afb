import { messageOf, natureOf, type Clock, type Log } from '@dataforge/kernel';

/** How soon work is tried again that failed and can be waited out. */
const RETRY_MS = 5_000;

export interface Loops {
  /** Runs until the signal aborts. If it ends in any other way, the process is to end. */
  run(name: string, work: (signal: AbortSignal) => Promise<void>): void;
  /** Repeats some work, with a pause between. What can be waited out is logged and tried again soon. */
  every(
    name: string,
    pauseMs: number,
    work: () => Promise<unknown>,
    options?: { readonly firstAfterMs?: number },
  ): void;
  /** Aborts all and waits until they have ended. */
  stop(): Promise<void>;
}

/**
 * The background work of the server. A failure nobody foresaw ends the process (`onFatal`): offsets commit only with
 * results, so a restart is safe, while going on might not be.
 */
export function backgroundLoops({
  clock,
  logger,
  onFatal,
}: {
  clock: Clock;
  logger: Log;
  onFatal: (name: string, error: unknown) => void;
}): Loops {
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  const run: Loops['run'] = (name, work) => {
    running.push(
      work(stopping.signal).catch((error: unknown) => {
        onFatal(name, error);
      }),
    );
  };
  return {
    run,
    every: (name, pauseMs, work, options = {}) =>
      run(name, async (signal) => {
        await clock.sleep(options.firstAfterMs ?? 0, signal);
        while (!signal.aborted) {
          let pause = pauseMs;
          try {
            await work();
          } catch (error) {
            if (natureOf(error) !== 'retriable') throw error;
            logger.warn(
              { loop: name, cause: messageOf(error) },
              'Background work failed and is tried again.',
            );
            pause = Math.min(pauseMs, RETRY_MS);
          }
          await clock.sleep(pause, signal);
        }
      }),
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
