import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The root of the workspace, from a source file or from a bundle two folders below it. */
export const workspaceRoot =
  process.env['DATAFORGE_WORKSPACE'] ?? fileURLToPath(new URL('../../..', import.meta.url));

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** What it wrote to stderr, the last 64 KiB. */
  stderr(): string;
}

export interface ServerOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** The environment of a child: this one's without our own settings, so that nothing leaks in. */
const childEnv = (options: ServerOptions): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('DATAFORGE_') && name !== 'NODE_OPTIONS'),
  ),
  DATAFORGE_DEMO: 'off',
  // Proofs wait until everything is landed.
  DATAFORGE_LANDING_LINGER_SECONDS: '2',
  DATAFORGE_DATA_DIR: options.dataDir,
  DATAFORGE_PORT: String(options.port),
  ...options.env,
});

/** Starts the server as a user would and resolves once it is ready. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['tools/start.mjs'], {
    cwd: workspaceRoot,
    env: childEnv(options),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-65_536)));
  const url = `http://127.0.0.1:${options.port}`;
  await untilReady(url, child, () => stderr);
  return {
    url,
    pid: child.pid ?? -1,
    stderr: () => stderr,
    kill: async () => void (await ended(child, 'SIGKILL')),
    stop: () => ended(child, 'SIGTERM'),
  };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await exit)[0];
}

async function untilReady(url: string, child: ChildProcess, stderr: () => string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${stderr()}`);
    const health = await fetch(`${url}/health`).catch(() => undefined);
    if (health?.status === 200) return;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`the server was not ready within two minutes:\n${stderr()}`);
}

/** A token of the server's own issuer, through the command line as a user gets it. */
export async function tokenFor(options: ServerOptions, role: string): Promise<string> {
  const child = spawn(process.execPath, ['apps/dataforge/bin/dataforge.mjs', 'token', '--role', role], {
    cwd: workspaceRoot,
    env: childEnv(options),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let token = '';
  child.stdout?.on('data', (chunk: Buffer) => (token += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`dataforge token ended with ${code}`);
  return token.trim();
}
