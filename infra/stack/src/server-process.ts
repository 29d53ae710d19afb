import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, isAlive } from './processes.ts';

/** How a server is started, in a folder of its own that its command line names. */
export interface ServerPlan {
  readonly name: string;
  /** Holds `logs/` and the server's data. */
  readonly dir: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it answers, and is itself and no other at its port. */
  readonly isReady: () => Promise<boolean>;
}

export interface RunningServer {
  readonly pid: number;
  /** Ends it, in an orderly way within a grace or by SIGKILL; resolves when it is gone, also when it was gone before. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

export interface LaunchOptions {
  /** Lives on when this process ends. */
  readonly detached: boolean;
  /** Told the id of the process as soon as there is one. */
  readonly onStarted?: (pid: number) => void;
  /** Told while there is nothing else to tell, every few seconds. */
  readonly onWaiting?: (seconds: number) => void;
}

const PATIENCE_MS = 120_000;
/** How long a server may take to end in an orderly way. */
export const GRACE_MS = 30_000;
const LOOK_MS = 100;
const WAITING_MS = 5_000;
const SHOWN_LINES = 15;

export const logsOf = (dir: string): string => join(dir, 'logs');

const owned = new Set<ChildProcess>();
// Also where this process ends in a way that nobody foresaw: a server of its own must not outlive it.
process.on('exit', () => {
  for (const child of owned) child.kill('SIGKILL');
});

/** Starts a server and resolves when it is ready. What fails names the end of its log. */
export async function launch(plan: ServerPlan, options: LaunchOptions): Promise<RunningServer> {
  const child = spawnServer(plan, options.detached);
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new Error(`${plan.name} cannot be started: ${error.message}`);
  }
  options.onStarted?.(pid);
  const gone = (): Promise<void> => untilGone(pid, child);
  const running: RunningServer = {
    pid,
    stop: async () => {
      await endProcess(pid, GRACE_MS);
      await gone();
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone();
    },
  };
  try {
    await untilReady(plan, child, options);
  } catch (error) {
    await running.kill();
    throw error;
  }
  if (options.detached) child.unref();
  return running;
}

function spawnServer(plan: ServerPlan, detached: boolean): ChildProcess {
  mkdirSync(logsOf(plan.dir), { recursive: true });
  // What it writes before its log begins, or after it fails; made anew at each start, so it stays small.
  const output = openSync(outputOf(plan.dir), 'w');
  const env = { ...process.env, ...plan.env };
  const child = spawn(plan.command, plan.args, {
    detached,
    env,
    cwd: plan.dir,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  if (!detached) own(child);
  return child;
}

/** Lets a server end with this process, however that ends: where it is killed, nothing of it can run any more. */
function own(child: ChildProcess): void {
  owned.add(child);
  if (child.pid === undefined) return;
  const watcher = spawn('sh', ['-c', 'cat; kill -9 "$0"', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  (watcher.stdin as Socket).unref();
  child.once('exit', () => {
    owned.delete(child);
    watcher.kill('SIGKILL');
  });
}

const outputOf = (dir: string) => join(logsOf(dir), 'output.log');

async function untilReady(
  plan: ServerPlan,
  child: ChildProcess,
  { onWaiting }: LaunchOptions,
): Promise<void> {
  const begun = Date.now();
  let told = begun;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${plan.name} ended while it started.\n${endOfLogs(plan.dir)}`);
    if (await plan.isReady()) return;
    if (Date.now() - begun > PATIENCE_MS)
      throw new Error(`${plan.name} was not ready within ${PATIENCE_MS / 1_000} s.\n${endOfLogs(plan.dir)}`);
    if (Date.now() - told >= WAITING_MS) {
      told = Date.now();
      onWaiting?.(Math.round((told - begun) / 1_000));
    }
    await sleep(LOOK_MS);
  }
}

async function untilGone(pid: number, child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && isAlive(pid)) await once(child, 'exit');
}

/** The last lines of what it wrote that tell of faults, or, where none does, the last lines. */
function endOfLogs(dir: string): string {
  const lines = [outputOf(dir), join(logsOf(dir), 'server.log')]
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const faults = lines.filter((line) => !/^$|^\S+ \S* ?(?:INFO|DEBUG) /.test(line));
  const shown = (faults.length > 0 ? faults : lines).slice(-SHOWN_LINES);
  return [...shown, `Its logs are in ${logsOf(dir)}.`].join('\n');
}
