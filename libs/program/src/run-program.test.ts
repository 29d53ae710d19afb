import { createServer } from 'node:http';
import { once } from 'node:events';
import { freePort, killLeftovers, run, settingsIn, until } from './run-program.ts';

describe('a program that is run', () => {
  it('ends with its code and what it wrote', async () => {
    const code = `process.stdout.write(process.argv[1]); process.stderr.write('no'); process.exit(3)`;

    const ended = await run(code, ['yes'], {}).ended;

    expect(ended).toEqual({ code: 3, stdout: 'yes', stderr: 'no' });
  });

  it('has the settings that it is given and none of whoever runs it', async () => {
    process.env['DATAFORGE_HOST'] = 'elsewhere';
    const code = `process.stdout.write([process.env.DATAFORGE_HOST, process.env.DATAFORGE_PORT].join())`;

    const ended = await run(code, [], { DATAFORGE_PORT: '7' }).ended;

    delete process.env['DATAFORGE_HOST'];
    expect(ended.stdout).toBe(',7');
  });

  it('is killed when whoever ran it has gone on without it', async () => {
    const { child, ended } = run('setInterval(() => undefined, 1_000)', [], {});

    await killLeftovers();

    expect(await ended).toMatchObject({ code: null });
    expect(child.signalCode).toBe('SIGKILL');
  });
});

describe('settings of a server of one’s own', () => {
  it('keep its data below the folder and load no sample data', async () => {
    const settings = await settingsIn('/somewhere');

    expect(settings).toMatchObject({ DATAFORGE_DATA_DIR: '/somewhere/data', DATAFORGE_DEMO: 'off' });
  });
});

describe('a free port', () => {
  it('is one that can be listened on', async () => {
    const server = createServer().listen(Number(await freePort()), '127.0.0.1');

    await once(server, 'listening');

    expect(server.listening).toBe(true);
    server.close();
  });
});

describe('waiting', () => {
  it('asks until the answer is the one waited for', async () => {
    let asked = 0;

    const answer = await until(
      () => Promise.resolve((asked += 1)),
      (times) => times === 3,
    );

    expect(answer).toBe(3);
  });
});
