import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { projectFile } from './folders.ts';
import { isAlive } from './processes.ts';
import { launch } from './server-process.ts';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'stack-server-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const SERVER = 'setInterval(() => undefined, 1_000)';
const plan = (code = SERVER, isReady = async () => true) => ({
  name: 'a server',
  dir,
  command: process.execPath,
  args: ['-e', code],
  isReady,
});

describe('a server', () => {
  it('ends when it is stopped, and can be stopped again', async () => {
    const server = await launch(plan(), { detached: false });
    expect(isAlive(server.pid)).toBe(true);

    await server.stop();
    await server.stop();

    expect(isAlive(server.pid)).toBe(false);
  });

  it('that ends while it starts says what it wrote', async () => {
    const failing = plan(`console.error('no disk'); process.exit(1)`, () => new Promise(() => undefined));
    const never = { ...failing, isReady: async () => (await sleep(20), false) };

    await expect(launch(never, { detached: false })).rejects.toThrow(
      /a server ended while it started.\nno disk/,
    );
  });

  it('that cannot be started says so', async () => {
    const missing = { ...plan(), command: join(dir, 'missing') };

    await expect(launch(missing, { detached: false })).rejects.toThrow(
      /a server cannot be started: .*ENOENT/,
    );
  });

  it('ends with the process that started it, also where that is killed', async () => {
    const starter = join(dir, 'starter.mjs');
    buildSync({
      stdin: {
        contents: `import { launch } from './server-process.ts';
          const plan = { name: 'x', dir: ${JSON.stringify(dir)}, command: process.execPath, args: ['-e', '${SERVER}'], isReady: async () => true };
          const { pid } = await launch(plan, { detached: false });
          process.stdout.write(String(pid));
          setInterval(() => undefined, 1_000);`,
        resolveDir: projectFile('src'),
        loader: 'ts',
      },
      outfile: starter,
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    const parent = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [written] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(written.toString());
    expect(isAlive(pid)).toBe(true);

    parent.kill('SIGKILL');
    await once(parent, 'close');

    for (const deadline = Date.now() + 10_000; isAlive(pid) && Date.now() < deadline;) await sleep(20);
    expect(isAlive(pid)).toBe(false);
    expect(readFileSync(join(dir, 'logs', 'output.log'), 'utf8')).toBe('');
  });
});
