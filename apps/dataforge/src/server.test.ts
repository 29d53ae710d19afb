import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  begin,
  bundle,
  dataforge,
  freePort,
  killLeftovers,
  run,
  settingsIn,
  startServer,
  until,
  type Ended,
  type ServerSettings,
} from '@dataforge/program';

interface Line {
  readonly product: string;
  readonly stage: string;
  readonly accepted: number;
  readonly refined: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly inFlight: number;
  readonly balanced: boolean;
}

beforeAll(bundle, 60_000);

let folder: string;
let settings: ServerSettings;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dataforge-server-'));
  settings = await settingsIn(folder);
});
afterEach(async () => {
  await killLeftovers();
  rmSync(folder, { recursive: true, force: true });
});

const TWO_MINUTES = 120_000;
const TIME = '2026-11-23T14:32:10.000Z';

const reading = (id: string, value: unknown): string =>
  JSON.stringify({
    specversion: '1.0',
    type: 'com.dataforge.telemetry.reading.v1',
    source: '/gateways/test',
    id,
    time: TIME,
    data: { deviceId: 'boiler', metric: 'temperature', value, unit: 'Cel' },
  });

const ask = (args: readonly string[]): Promise<Ended> => dataforge(args, settings);

async function sums(product: string, stage: string) {
  const { stdout } = await ask(['ledger', '--json', '--product', product, '--stage', stage]);
  const { items } = JSON.parse(stdout) as { items: readonly Line[] };
  const sum = (of: (line: Line) => number) => items.reduce((total, line) => total + of(line), 0);
  return {
    accepted: sum((line) => line.accepted),
    refined: sum((line) => line.refined),
    duplicate: sum((line) => line.duplicate),
    quarantined: sum((line) => line.quarantined),
    inFlight: sum((line) => line.inFlight),
    balanced: items.every((line) => line.balanced),
  };
}

/** Waits until so many have a fate; where more come all the while, some are always on their way. */
const settled = (product: string, records: number) =>
  until(
    () => sums(product, 'refine'),
    (line) => line.accepted - line.inFlight >= records,
  );

const minutes = ['query', 'telemetry.device_minutes', '--param', 'device=boiler'].concat(
  ['from=2026-11-23T14:00:00Z', 'to=2026-11-23T15:00:00Z'].flatMap((range) => ['--param', range]),
);

/** One message that names something, no stack, and nothing on stdout. */
function expectRefusal({ code, stdout, stderr }: Ended, exitCode: number, ...named: readonly string[]): void {
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  for (const name of named) expect(stderr).toContain(name);
  expect(stderr).not.toMatch(/^\s+at /m);
}

describe('the server process', () => {
  it(
    'takes events to gold, accounts for them, stops when it is told to and goes on from there',
    async () => {
      const first = await startServer(settings);
      const file = join(folder, 'events.ndjson');
      writeFileSync(
        file,
        [reading('1', 20), reading('2', 30), reading('2', 30), reading('3', 'hot')].join('\n'),
      );
      const sent = await ask(['send', file, '--json']);
      expect([sent.code, JSON.parse(sent.stdout)]).toEqual([
        0,
        expect.objectContaining({ accepted: 4, refused: [] }),
      ]);
      const expected = { accepted: 4, refined: 2, duplicate: 1, quarantined: 1, inFlight: 0, balanced: true };
      expect(await settled('telemetry', 4)).toEqual(expected);
      const answered = await until(
        async () => JSON.parse((await ask([...minutes, '--json'])).stdout) as { rows: unknown[][] },
        ({ rows }) => rows.length > 0,
      );
      expect(answered.rows[0]?.slice(0, 6)).toEqual([
        'boiler',
        'temperature',
        '2026-11-23T14:32:00.000Z',
        2,
        293.15,
        303.15,
      ]);
      const own = [
        'query',
        '--sql',
        'SELECT device, SUM(count) AS n FROM gold.telemetry_device_minutes GROUP BY device',
      ];
      expect(JSON.parse((await ask([...own, '--json'])).stdout)).toMatchObject({
        rows: [['boiler', 2]],
        quality: { quarantinedShare: 0.25 },
        cached: false,
      });
      expect((await ask([...own, '--format', 'csv'])).stdout).toBe('device,n\r\nboiler,2\r\n');
      const parquet = join(folder, 'devices.parquet');
      expect((await ask([...own, '--format', 'parquet', '--output', parquet])).code).toBe(0);
      expect(readFileSync(parquet).subarray(0, 4).toString()).toBe('PAR1');
      expectRefusal(
        await ask(['query', '--sql', "SELECT *\nFROM read_text('/etc/hostname')"]),
        1,
        'sql, line 2, column 6: The table function read_text is not allowed',
      );
      expect((await first.end('SIGTERM')).code).toBe(0);

      const second = await startServer(settings);
      expect(await settled('telemetry', 4)).toEqual(expected);
      writeFileSync(file, reading('4', 40));
      await ask(['send', file]);
      expect(await settled('telemetry', 5)).toEqual({ ...expected, accepted: 5, refined: 3 });
      expect((await ask(['status'])).code).toBe(0);
      expect((await second.end('SIGINT')).code).toBe(0);
      expect((await ask(['ledger'])).code).toBe(3);
    },
    TWO_MINUTES,
  );

  it(
    'interrupts a query whose caller goes away, lets the next one in, and tells what there is to ask',
    async () => {
      const server = await startServer(settings);
      const token = (await ask(['token', '--role', 'analyst'])).stdout.trim();
      const post = (sql: string, signal?: AbortSignal) =>
        fetch(`${server.url}/query`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ sql }),
          ...(signal && { signal }),
        });
      const endless =
        'SELECT SUM(a.range * b.range + c.range) FROM range(100000) a, range(100000) b, range(100000) c';
      const caller = new AbortController();
      const asked = post(endless, caller.signal).catch((error: Error) => error.name);
      // It runs once nobody else gets in; each asks something else, since what is cached need not get in.
      let turn = 0;
      await until(
        () => Promise.race([post(`SELECT ${(turn += 1)} AS turn`), sleep(500, 'waits')]),
        (answer) => answer === 'waits',
      );

      caller.abort();

      expect(await asked).toBe('AbortError');
      const next = await post('SELECT 1 AS one');
      expect([next.status, await next.json()]).toEqual([200, expect.objectContaining({ rows: [[1]] })]);
      const schema = await fetch(`${server.url}/query/schema`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await schema.json()).toMatchObject({
        tables: expect.arrayContaining([
          {
            name: 'gold.telemetry_device_minutes',
            columns: expect.arrayContaining([{ name: 'minute', type: 'timestamp' }]),
          },
        ]),
      });
      expect((await server.end('SIGTERM')).code).toBe(0);
    },
    TWO_MINUTES,
  );

  it(
    'believes deliveries by the secrets of its configuration file, once',
    async () => {
      const config = join(folder, 'config.yaml');
      const secret = 'a-secret-for-this-test';
      writeFileSync(
        config,
        `webhooks: { sources: [{ provider: github, source: test, secrets: [${secret}] }] }`,
      );
      const server = await startServer({ ...settings, DATAFORGE_CONFIG: config });
      const body = JSON.stringify({ action: 'opened', issue: { number: 1, updated_at: TIME } });
      const deliver = async (key: string) => {
        const signature = createHmac('sha256', key).update(body).digest('hex');
        const response = await fetch(`${server.url}/webhooks/github/test`, {
          method: 'POST',
          body,
          headers: {
            'content-type': 'application/json',
            'x-github-delivery': 'd-1',
            'x-github-event': 'issues',
            'x-hub-signature-256': `sha256=${signature}`,
          },
        });
        return [response.status, await response.json()];
      };
      expect(await deliver(secret)).toEqual([202, { accepted: 1 }]);
      expect(await deliver(secret)).toEqual([200, { duplicate: true }]);
      expect(await deliver('another')).toEqual([401, expect.objectContaining({ status: 401 })]);
      expect(await settled('webhooks', 1)).toMatchObject({ accepted: 1, refined: 1, balanced: true });
      expect((await server.end('SIGTERM')).code).toBe(0);
    },
    TWO_MINUTES,
  );

  it(
    'brings its sample data in, and a restart adds nothing to the history',
    async () => {
      const demo = { ...settings, DATAFORGE_DEMO: 'on' };
      const first = await startServer(demo);
      const loaded = await settled('telemetry', 20_000);
      expect(loaded).toMatchObject({ duplicate: 0, quarantined: 0, balanced: true });
      await settled('webhooks', 300);
      expect((await first.end('SIGTERM')).code).toBe(0);
      const second = await startServer(demo);
      // What was on its way when it stopped comes again; besides that, only live readings, one every two seconds.
      const again = await settled('telemetry', loaded.accepted + 2);
      expect(again.accepted - loaded.accepted).toBeLessThan(100);
      expect(again.duplicate).toBeLessThanOrEqual(1);
      expect((await second.end('SIGTERM')).code).toBe(0);
    },
    TWO_MINUTES,
  );

  it(
    'shows what runs at its address, under the headers of all its answers, and lets nobody else in',
    async () => {
      const server = await startServer(settings);
      const reference = await fetch(`${server.url}/reference`);
      expect(await reference.text()).toContain('GET /ledger');
      expect(reference.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect((await fetch(`${server.url}/ledger`)).status).toBe(401);
      const { stdout: token, stderr } = await ask(['token', '--role', 'producer']);
      expect(token).toMatch(/^[\w.-]+\n$/);
      expect(stderr).toBe('');
      const headers = { authorization: `Bearer ${token.trim()}` };
      expect((await fetch(`${server.url}/ledger`, { headers })).status).toBe(403);
      expect((await ask(['doctor'])).code).toBe(0);
      expect((await server.end('SIGTERM')).code).toBe(0);
    },
    TWO_MINUTES,
  );

  it(
    'signs a browser in by a link that works once, over restarts, until it signs out',
    async () => {
      const first = await startServer(settings);
      const { stdout: link } = await ask(['signin', '--role', 'viewer', '--subject', 'wall']);
      expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/app\/#signin=[\w-]{43}\n$/);
      const signIn = () =>
        fetch(`${first.url}/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ code: link.trim().split('=')[1] }),
        });
      const signedIn = await signIn();
      const { csrfToken } = (await signedIn.json()) as { csrfToken: string };
      const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      expect([signedIn.status, (await signIn()).status]).toEqual([201, 401]);
      const ended = await first.end('SIGTERM');
      expect(ended.stderr).toMatch(/Open http:\/\/127\.0\.0\.1:\d+\/app\/#signin=[\w-]{43} in a browser/);
      for (const secret of [cookie.split('=')[1], link.trim().split('=')[1]])
        expect(ended.stderr).not.toContain(secret);

      const second = await startServer(settings);
      const session = await fetch(`${second.url}/session`, { headers: { cookie } });
      expect(await session.json()).toMatchObject({ subject: 'wall', roles: ['viewer'], csrfToken });
      expect((await fetch(`${second.url}/ledger`, { headers: { cookie } })).status).toBe(200);
      const out = { method: 'DELETE', headers: { cookie, 'x-csrf-token': csrfToken } };
      expect((await fetch(`${second.url}/session`, out)).status).toBe(204);
      expect((await fetch(`${second.url}/session`, { headers: { cookie } })).status).toBe(401);
      expect((await second.end('SIGTERM')).code).toBe(0);
    },
    TWO_MINUTES,
  );
});

describe('metrics', () => {
  it(
    'are told to Prometheus at a port of their own, and as lines for CloudWatch',
    async () => {
      const port = await freePort();
      const server = await startServer({
        ...settings,
        DATAFORGE_METRICS_PORT: port,
        DATAFORGE_METRICS_EMF: 'on',
      });
      const file = join(folder, 'events.ndjson');
      writeFileSync(file, [reading('1', 1), reading('2', 'no number')].join('\n'));
      expect(await ask(['send', file])).toMatchObject({ code: 0 });
      await settled('telemetry', 2);

      const scraped = await fetch(`http://127.0.0.1:${port}/metrics`);
      const text = await scraped.text();

      for (const [count, records] of Object.entries({ accepted: 2, refined: 1, quarantined: 1, inFlight: 0 }))
        expect(text).toContain(
          `dataforge_ledger_records{product="telemetry",stage="refine",count="${count}"} ${records}\n`,
        );
      expect(text).toContain(
        'dataforge_ledger_unbalanced_partitions{product="telemetry",stage="refine"} 0\n',
      );
      expect(text).toMatch(/^dataforge_stage_lag_seconds\{stage="refine"\} 0$/m);
      expect(text).toMatch(/^dataforge_alerts\{severity="critical"\} \d+$/m);
      expect(text).toMatch(/^dataforge_zone_budget_bytes\{zone="lake"\} \d+$/m);
      expect(text).toMatch(/^dataforge_process_resident_memory_bytes \d+$/m);
      const documented = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
      for (const [, name = ''] of text.matchAll(/^# HELP dataforge_(?!process_|nodejs_)(\w+)/gm))
        expect(documented).toContain(name.replace(/^zone_(?=budget)/, ''));
      const { code, stdout } = await server.end('SIGTERM');
      expect(code).toBe(0);
      const lines = stdout.split('\n').filter((line) => line.includes('_aws'));
      expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual(
        expect.objectContaining({
          product: 'telemetry',
          stage: 'refine',
          dataforge_ledger_unbalanced_partitions: 0,
        }),
      );
    },
    TWO_MINUTES,
  );

  it.each(['off', 'on'])(
    'keep a start from succeeding whose port for them is in use, with lines for CloudWatch %s',
    async (emf) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const started = await dataforge(['up'], {
        ...settings,
        DATAFORGE_METRICS_PORT: String(port),
        DATAFORGE_METRICS_EMF: emf,
      });
      other.close();
      expectRefusal(started, 1, String(port), 'DATAFORGE_METRICS_PORT');
    },
    TWO_MINUTES,
  );
});

describe('a start that is told to stop', () => {
  // Without npm, so that what is not installed as it should be fails here instead of being installed by a test.
  const whole = () => ({ ...settings, PATH: '' });

  it(
    'ends with 0 before there is anything to stop',
    async () => {
      const stopped = `const started = (await import('./tools/run.mjs')).run(['up']);
        process.kill(process.pid, 'SIGTERM');
        await started;`;
      expect(await run(stopped, [], whole()).ended).toEqual({ code: 0, stdout: '', stderr: '' });
    },
    TWO_MINUTES,
  );

  it(
    'ends with 0 while the data directory is opened, and the next start goes on',
    async () => {
      const { child, ended } = begin(['up'], settings);
      const lake = join(settings.DATAFORGE_DATA_DIR, 'lake.duckdb');
      await until(async () => existsSync(lake), Boolean);
      child.kill('SIGINT');
      expect((await ended).code).toBe(0);
      const server = await startServer(settings);
      expect((await server.end('SIGTERM')).code).toBe(0);
    },
    TWO_MINUTES,
  );

  it(
    'hands over to the server, which drains',
    async () => {
      const server = await startServer(whole(), `await import('./tools/start.mjs')`);
      const { code, stderr } = await server.end('SIGTERM');
      expect([code, stderr]).toEqual([0, expect.stringContaining('DataForge has stopped.')]);
    },
    TWO_MINUTES,
  );
});

describe('a start that cannot be', () => {
  it(
    'names the process that holds the data directory',
    async () => {
      const server = await startServer(settings);
      const other = await dataforge(['up'], { ...settings, DATAFORGE_PORT: await freePort() });
      expectRefusal(other, 1, settings.DATAFORGE_DATA_DIR, `pid ${server.pid}`, 'DATAFORGE_DATA_DIR');
      expect((await server.end('SIGTERM')).code).toBe(0);
    },
    TWO_MINUTES,
  );

  it(
    'names the port that is in use',
    async () => {
      const other = createServer().listen(Number(settings.DATAFORGE_PORT), '127.0.0.1');
      expectRefusal(await dataforge(['up'], settings), 1, settings.DATAFORGE_PORT, 'DATAFORGE_PORT');
      other.close();
    },
    TWO_MINUTES,
  );

  it.each(['on', 'off'])(
    'names the directory that cannot be written, with the sample data %s',
    async (demo) => {
      writeFileSync(join(folder, 'file'), '');
      const below = join(folder, 'file', 'data');
      const started = await dataforge(['up'], {
        ...settings,
        DATAFORGE_DATA_DIR: below,
        DATAFORGE_DEMO: demo,
      });
      expectRefusal(started, 1, below, 'DATAFORGE_DATA_DIR');
    },
    TWO_MINUTES,
  );

  it.each([[['up']], [['token', '--role', 'viewer']]])(
    'names the directory that cannot be made: %j',
    async (args) => {
      // Nobody can make a directory there, and Node's recursive mkdir does not even end.
      const dataDir = '/proc/dataforge';
      expectRefusal(await dataforge(args, { ...settings, DATAFORGE_DATA_DIR: dataDir }), 1, dataDir);
    },
    TWO_MINUTES,
  );

  it(
    'names all bad settings, and ends with 2',
    async () => {
      const bad = { DATAFORGE_PORT: 'x', DATAFORGE_HOST: '0.0.0.0', DATAFORGE_NONSENSE: '1' };
      expectRefusal(
        await dataforge(['up'], { ...settings, ...bad }),
        2,
        ...Object.keys(bad),
        'access.issuer',
      );
    },
    TWO_MINUTES,
  );
});
