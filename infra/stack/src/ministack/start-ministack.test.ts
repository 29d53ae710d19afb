import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { runCommand } from '../run-command.ts';
import { describeOnMinistack, SERVER_START_MS } from '../testing/index.ts';
import { startMinistack, type RunningMinistack } from './start-ministack.ts';

const put = async (url: string): Promise<number> => (await fetch(url, { method: 'PUT' })).status;
const get = async (url: string): Promise<number> => (await fetch(url)).status;

describeOnMinistack('a ministack of one’s own', () => {
  let root: string;
  let first: RunningMinistack;
  let second: RunningMinistack;
  const logBytes = 4_000;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'stack-aws-'));
    // As the workspace's own.
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    const env = { STACK_LOG_BYTES: String(logBytes), LOG_LEVEL: 'DEBUG' };
    [first, second] = await Promise.all([
      startMinistack({ dir: join(root, 'first') }),
      startMinistack({ dir: join(root, 'second'), env }),
    ]);
  }, SERVER_START_MS);
  afterAll(async () => {
    await Promise.all([first?.stop(), second?.stop()]);
    rmSync(root, { recursive: true });
  });

  it('is one of several, each with buckets of its own', async () => {
    expect(await put(`${first.endpoint}/bucket-of-first`)).toBe(200);

    expect(await get(`${first.endpoint}/bucket-of-first`)).toBe(200);
    expect(await get(`${second.endpoint}/bucket-of-first`)).toBe(404);
  });

  it('keeps its data over an orderly stop, and its port', async () => {
    await put(`${first.endpoint}/kept`);
    await put(`${first.endpoint}/kept/object`);

    await first.stop();
    first = await startMinistack({ dir: join(root, 'first'), port: first.port });

    expect(await get(`${first.endpoint}/kept/object`)).toBe(200);
  });

  it('runs functions of Node, wherever its folder is', async () => {
    const [code, zip] = [join(root, 'main.mjs'), join(root, 'code.zip')];
    writeFileSync(code, 'export const handler = async ({ n }) => n + 1;');
    await runCommand('python3', ['-m', 'zipfile', '-c', zip, code]);
    const credentials = { accessKeyId: 'stack', secretAccessKey: 'stack' };
    const lambda = new LambdaClient({ region: 'us-east-1', endpoint: first.endpoint, credentials });
    await lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName: 'adds', Runtime: 'nodejs24.x', Handler: 'main.handler' },
        ...{ Role: 'arn:aws:iam::000000000000:role/adds', Code: { ZipFile: readFileSync(zip) } },
      }),
    );

    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'adds', Payload: '{"n":1}' }));

    expect(Buffer.from(answer.Payload ?? []).toString()).toBe('2');
    lambda.destroy();
  });

  it('listens on the loopback interface alone', async () => {
    // Where it listened on every interface, this address of the machine would answer as well.
    const socket = connect(first.port, '127.0.0.2');

    await expect(once(socket, 'connect')).rejects.toThrow();
  });

  it('logs into files that do not grow without bound', async () => {
    for (let i = 0; i < 300; i += 1) await get(`${second.endpoint}/no-bucket-${i}`);

    const logs = join(root, 'second', 'logs');
    const files = readdirSync(logs).filter((name) => name.startsWith('server.log'));
    expect(files.sort()).toEqual(['server.log', 'server.log.1', 'server.log.2', 'server.log.3']);
    for (const file of files) expect(statSync(join(logs, file)).size).toBeLessThanOrEqual(logBytes);
  });
});
