import { setMaxListeners } from 'node:events';
import { messageOf, natureOf, retryUntilAborted, type Clock, type Log, type Random } from '@dataforge/kernel';

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
  /**
   * Gives a function that asks for some work: it is done at once or, where it is being done already, once more after that.
   * What can be waited out is tried again until it is done. Nothing is begun once the loops are stopped.
   */
  onDemand(name: string, work: (signal: AbortSignal) => Promise<unknown>): () => void;
  /** Aborts all and waits until they have ended. */
  stop(): Promise<void>;
}

/**
 * The background work of the server. A failure nobody foresaw ends the process (`onFatal`): offsets commit only with
 * results, so a restart is safe, while going on might not be.
 */
export function backgroundLoops({
  clock,
  random,
  logger,
  onFatal,
}: {
  clock: Clock;
  random: Random;
  logger: Log;
  onFatal: (name: string, error: unknown) => void;
}): Loops {
  const stopping = new AbortController();
  // Every loop, and what it waits for, listens; there is no leak to warn of.
  setMaxListeners(0, stopping.signal);
  const running: Promise<void>[] = [];
  const run: Loops['run'] = (name, work) => {
    running.push(
      work(stopping.signal).catch((error: unknown) => {
        onFatal(name, error);
      }),
    );
  };
  const warn = (name: string, error: unknown) =>
    logger.warn({ loop: name, cause: messageOf(error) }, 'Background work failed and is tried again.');
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
            warn(name, error);
            pause = Math.min(pauseMs, RETRY_MS);
          }
          await clock.sleep(pause, signal);
        }
      }),
    onDemand(name, work) {
      let asked = false;
      let wake: () => void = () => undefined;
      const turn = async () => {
        if (!asked) await new Promise<void>((resolve) => (wake = resolve));
        if (!asked || stopping.signal.aborted) return;
        asked = false;
        try {
          await work(stopping.signal);
        } catch (error) {
          asked = true;
          throw error;
        }
      };
      const onFailure = (_failures: number, error: unknown) => warn(name, error);
      run(name, (signal) => {
        signal.addEventListener('abort', () => wake());
        return retryUntilAborted(turn, { clock, random, onFailure }, signal);
      });
      return () => {
        asked = true;
        wake();
      };
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
