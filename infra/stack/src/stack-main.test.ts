import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from './folders.ts';
import { freePorts } from './ports.ts';
import { describeOnKafka, SERVER_START_MS } from './testing/index.ts';

type Variables = Readonly<Record<string, string>>;

/** Runs one of the stack's commands as npm does. */
async function stack(command: string, variables: Variables): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [join(workspaceRoot, 'tools', 'stack.mjs'), command], {
    env: { ...process.env, NODE_OPTIONS: '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

let dir: string;
let variables: Variables;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stack-'));
  const [kafka, controller, aws, trigger] = (await freePorts(4)) as [number, number, number, number];
  variables = {
    DATAFORGE_STACK_DIR: dir,
    DATAFORGE_STACK_KAFKA_PORT: String(kafka),
    DATAFORGE_STACK_KAFKA_CONTROLLER_PORT: String(controller),
    DATAFORGE_STACK_AWS_PORT: String(aws),
    DATAFORGE_STACK_TRIGGER_PORT: String(trigger),
  };
});
afterAll(async () => {
  await stack('down', variables);
  rmSync(dir, { recursive: true });
}, 60_000);

const endpoint = () => `http://127.0.0.1:${variables['DATAFORGE_STACK_AWS_PORT']}`;
const bucket = async (method: string) => (await fetch(`${endpoint()}/bucket`, { method })).status;

describeOnKafka('the stack', () => {
  it(
    'comes up once, tells of itself, and goes down',
    async () => {
      expect(await stack('status', variables)).toMatchObject({
        code: 1,
        said: expect.stringMatching(/kafka +does not run/),
      });

      const up = await stack('up', variables);
      expect(up).toMatchObject({ code: 0 });
      expect(up.said).toMatch(
        new RegExp(`kafka +ready at 127.0.0.1:${variables['DATAFORGE_STACK_KAFKA_PORT']} \\(pid`),
      );
      expect(up.said).toMatch(/aws +ready at/);

      const again = await stack('up', variables);
      expect(again.code).toBe(0);
      expect(again.said.match(/runs already/g)).toHaveLength(3);
      expect((await stack('status', variables)).said.match(/ runs at /g)).toHaveLength(3);

      await bucket('PUT');
      const reset = await stack('reset', variables);
      expect(reset).toMatchObject({ code: 0 });
      expect(reset.said.match(/its data is gone/g)).toHaveLength(3);
      expect(reset.said.match(/ready at/g)).toHaveLength(3);
      expect(await bucket('GET')).toBe(404);

      expect((await stack('down', variables)).said.match(/stopped/g)).toHaveLength(3);
      expect((await stack('down', variables)).said.match(/did not run/g)).toHaveLength(3);
      expect((await stack('status', variables)).said.match(/does not run/g)).toHaveLength(3);
    },
    SERVER_START_MS,
  );

  it('does not start where another process listens, and names the setting', async () => {
    const server = createServer().listen(Number(variables['DATAFORGE_STACK_AWS_PORT']), '127.0.0.1');
    await once(server, 'listening');

    const { code, said } = await stack('up', variables);

    server.close();
    await stack('down', variables);
    expect(code).toBe(1);
    expect(said).toMatch(
      /aws +127.0.0.1:\d+ is taken by another process: end that, or set DATAFORGE_STACK_AWS_PORT/,
    );
  }, 120_000);
});

describe('the commands of the stack', () => {
  it('end no process that only has the id of one of theirs', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    mkdirSync(join(dir, 'kafka'), { recursive: true });
    writeFileSync(join(dir, 'kafka', 'pid'), String(bystander.pid));

    const { code, said } = await stack('down', variables);

    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringMatching(/kafka +did not run/) });
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    expect(existsSync(join(dir, 'kafka', 'pid'))).toBe(false);
    bystander.kill();
    await once(bystander, 'exit');
  });

  it('say what to install on a machine without Java and Python', async () => {
    const { code, said } = await stack('up', { ...variables, PATH: '/nowhere' });

    expect(code).toBe(1);
    expect(said).toMatch(/kafka +needs Java 17 or newer: install it, for example with apt-get install/);
    expect(said).toMatch(/aws +needs Python 3.10 or newer with its venv module: install it/);
  });

  it('name every fault of the settings at once', async () => {
    const faulty = {
      DATAFORGE_STACK_KAFKA_PORT: '99999',
      DATAFORGE_STACK_AWS_PORT: 'http',
      DATAFORGE_STACK_PROT: '1',
    };

    const { code, said } = await stack('status', { ...variables, ...faulty });

    expect(code).toBe(2);
    expect(said).toMatch(/DATAFORGE_STACK_PROT is no setting; there are/);
    expect(said).toMatch(/DATAFORGE_STACK_KAFKA_PORT must be a port from 1 to 65535, given "99999"/);
    expect(said).toMatch(/DATAFORGE_STACK_AWS_PORT must be a port from 1 to 65535, given "http"/);
  });

  it('are five', async () => {
    expect(await stack('pu', variables)).toEqual({
      code: 2,
      said: 'There are the commands up, down, status, reset, install.\n',
    });
  });
});
