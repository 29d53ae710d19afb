import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The root of the workspace, from a source file or, where this is bundled, from what the bundler says. */
export const workspaceRoot =
  process.env['DATAFORGE_WORKSPACE'] ?? fileURLToPath(new URL('../../..', import.meta.url));

type Variables = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServerSettings extends Variables {
  readonly DATAFORGE_PORT: string;
  readonly DATAFORGE_DATA_DIR: string;
}

/** Settings for a server of one's own: a free port, its data below the folder, no sample data. */
export const settingsIn = async (folder: string): Promise<ServerSettings> => ({
  DATAFORGE_PORT: await freePort(),
  DATAFORGE_DATA_DIR: join(folder, 'data'),
  DATAFORGE_DEMO: 'off',
});

export interface Server {
  readonly url: string;
  readonly pid: number;
  /** What it wrote to stderr. */
  stderr(): string;
  /** When the process is gone, for whatever reason. */
  readonly ended: Promise<Ended>;
  /** Sends the signal and resolves when the process is gone, also when it was gone before. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return String(address.port);
}

/** Bundles the program if a source changed. What is run is the bundle; installing is not for tests to do. */
export async function bundle(): Promise<void> {
  const { code, stderr } = await run(`await (await import('./tools/bundle.mjs')).bundleServer()`, [], {})
    .ended;
  if (code !== 0) throw new Error(`the program could not be bundled:\n${stderr}`);
}

const MAIN = `await (await import('./dist/dataforge/main.mjs')).main(process.argv.slice(1))`;

/** What `npm start` runs. */
export const START = `await import('./tools/start.mjs')`;

const running = new Set<ChildProcess>();

/** Kills what was run and still runs, as it does after a test that failed, and resolves when it is gone. */
export async function killLeftovers(): Promise<void> {
  await Promise.all(
    [...running].map((child) => {
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      return gone;
    }),
  );
}

/** Runs some code in the workspace with no other settings than these. */
export function run(code: string, args: readonly string[], variables: Variables) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('DATAFORGE_') && name !== 'NODE_OPTIONS',
  );
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, '--', ...args], {
    cwd: workspaceRoot,
    env: { ...Object.fromEntries(inherited), ...variables },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = (once(child, 'close') as Promise<[number | null]>).then(([code]) => ({ code, ...output }));
  return { child, output, ended };
}

/** Begins one command of the command line. */
export const begin = (args: readonly string[], variables: Variables) => run(MAIN, args, variables);

/** Runs one command of the command line to its end, with what it is given on stdin. */
export function dataforge(args: readonly string[], variables: Variables, input = ''): Promise<Ended> {
  const { child, ended } = begin(args, variables);
  child.stdin.end(input);
  return ended;
}

/** A token of the server's own issuer, through the command line as a user gets it. */
export async function tokenFor(settings: ServerSettings, role: string): Promise<string> {
  const { code, stdout, stderr } = await dataforge(['token', '--role', role], settings);
  if (code !== 0) throw new Error(`dataforge token ended with ${code}:\n${stderr}`);
  return stdout.trim();
}

/** A one-time link into the dashboard, through the command line as an operator gets it. */
export async function signInLink(settings: ServerSettings, role: string): Promise<string> {
  const { code, stdout, stderr } = await dataforge(['signin', '--role', role], settings);
  if (code !== 0) throw new Error(`dataforge signin ended with ${code}:\n${stderr}`);
  return stdout.trim();
}

const PATIENCE_MS = 60_000;

/** Starts the server, by its bundle or by other code, and resolves when it is ready. */
export async function startServer(variables: ServerSettings, code?: string): Promise<Server> {
  const { child, output, ended } = code === undefined ? begin(['up'], variables) : run(code, [], variables);
  const url = `http://127.0.0.1:${variables.DATAFORGE_PORT}`;
  await untilReady(url, child, () => output.stderr);
  return {
    url,
    pid: child.pid ?? -1,
    stderr: () => output.stderr,
    ended,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

async function untilReady(url: string, child: ChildProcess, stderr: () => string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${stderr()}`);
    const health = await fetch(`${url}/health`).catch(() => undefined);
    if (health?.status === 200) return;
  }
  child.kill('SIGKILL');
  throw new Error(`the server was not ready in time:\n${stderr()}`);
}

/** Asks again until the answer is one that is waited for. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  let answer = await ask();
  for (const deadline = Date.now() + PATIENCE_MS; !done(answer); answer = await ask()) {
    if (Date.now() > deadline) throw new Error(`waited in vain; the last answer: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
  return answer;
}
