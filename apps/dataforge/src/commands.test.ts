import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  begin,
  bundle,
  dataforge,
  killLeftovers,
  settingsIn,
  startServer,
  until,
  type Server,
  type ServerSettings,
} from '@dataforge/program';

const TWO_MINUTES = 120_000;

let folder: string;
let settings: ServerSettings;
let server: Server;
beforeAll(async () => {
  await bundle();
  folder = mkdtempSync(join(tmpdir(), 'dataforge-commands-'));
  settings = { ...(await settingsIn(folder)), DATAFORGE_LANDING_LINGER_SECONDS: '1' };
  server = await startServer(settings);
}, TWO_MINUTES);
afterAll(async () => {
  await server.end('SIGTERM');
  await killLeftovers();
  rmSync(folder, { recursive: true });
}, TWO_MINUTES);

const ask = (args: readonly string[], input?: string) => dataforge(args, settings, input);

const event = (id: string, data: object = {}): object => ({
  specversion: '1.0',
  type: 'com.dataforge.telemetry.reading.v1',
  source: '/gateways/commands',
  id,
  time: '2026-11-23T14:32:10.000Z',
  data: { deviceId: 'boiler', metric: 'temperature', value: 20, unit: 'Cel', ...data },
});

const lines = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => JSON.stringify(event(`${prefix}-${n}`)));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Sent {
  readonly accepted: number;
  readonly refused: readonly { event: number; faults: readonly { field: string }[] }[];
  readonly retries: number;
}

async function send(file: string, input?: string): Promise<Sent & { code: number | null }> {
  const { code, stdout } = await ask(['send', file, '--json'], input);
  return { code, ...(JSON.parse(stdout) as Sent) };
}

describe('send', () => {
  it(
    'counts and names the events that were refused, each with all that is wrong with it',
    async () => {
      const file = lines('mixed', 700);
      file[1] = '{cut';
      file[600] = JSON.stringify({ ...event('mixed-600'), id: 7, subject: 7 });
      const { code, stdout } = await ask(['send', fileOf('mixed.ndjson', file.join('\n\n'))]);
      expect([code, stdout.split('\n')]).toEqual([
        1,
        [
          expect.stringMatching(/^698 accepted, 2 refused, 0 retries in /),
          expect.stringMatching(/^ {2}event 2: the event: not JSON/),
          expect.stringMatching(/^ {2}event 601: id: must be a string/),
          expect.stringMatching(/^ {2}event 601: subject: must be a string/),
          '',
        ],
      ]);
    },
    TWO_MINUTES,
  );

  it(
    'names every event of a batch in which nothing is good',
    async () => {
      const sent = await send(fileOf('bad.ndjson', Array(450).fill('{}').join('\n')));
      expect([sent.code, sent.accepted]).toEqual([1, 0]);
      expect(sent.refused.map((one) => one.event)).toEqual(Array.from({ length: 450 }, (_, n) => n + 1));
    },
    TWO_MINUTES,
  );

  it(
    'takes events of any size that the server takes, and names one that it does not',
    async () => {
      const pad = 'x'.repeat(900_000);
      const large = Array.from({ length: 40 }, (_, n) => JSON.stringify(event(`large-${n}`, { pad })));
      large.push(JSON.stringify(event('too-large', { pad: 'x'.repeat(17 * 1024 * 1024) })));
      large.push(JSON.stringify(event('large-41', { pad: pad + pad })));
      const sent = await send(fileOf('large.ndjson', large.join('\n')));
      expect([sent.accepted, sent.refused.map((one) => one.event)]).toEqual([40, [41, 42]]);
    },
    TWO_MINUTES,
  );

  it(
    'takes the elements of a JSON array, from stdin too',
    async () => {
      const written = JSON.stringify([event('array-1'), event('array-2')], null, 2);
      expect(await send('-', written)).toMatchObject({ code: 0, accepted: 2, refused: [] });
    },
    TWO_MINUTES,
  );

  it(
    'sends again what a server that was killed did not acknowledge',
    async () => {
      const own = await settingsIn(mkdtempSync(join(folder, 'killed-')));
      const first = await startServer(own);
      const { child, output, ended } = begin(['send', '-', '--json'], own);
      const events = lines('killed', 1_200);
      // The batch goes out once the next event has come.
      child.stdin.write(`${events.slice(0, 501).join('\n')}\n`);
      const accepted = async () => {
        const { stdout } = await dataforge(['ledger', '--json', '--stage', 'land'], own);
        const { items } = JSON.parse(stdout) as { items: readonly { accepted: number }[] };
        return items.reduce((sum, line) => sum + line.accepted, 0);
      };
      await until(accepted, (count) => count === 500);
      await first.end('SIGKILL');
      child.stdin.end(events.slice(501).join('\n'));
      await until(
        async () => output.stderr,
        (said) => said.includes('Not acknowledged (no answer); trying again'),
      );
      const second = await startServer(own);
      const { code, stdout } = await ended;
      const sent = JSON.parse(stdout) as Sent;
      expect([code, sent.accepted, sent.refused]).toEqual([0, 1_200, []]);
      expect(sent.retries).toBeGreaterThan(0);
      await until(accepted, (count) => count >= 1_200);
      await second.end('SIGTERM');
    },
    TWO_MINUTES,
  );
});

describe('trace', () => {
  interface Trace {
    readonly position: number;
    readonly stages: readonly { stage: string; state: string; at?: string; details: { value: string }[] }[];
    readonly payload?: { readonly text: string };
  }
  const traced = async (...args: string[]): Promise<readonly Trace[]> => {
    const { stdout } = await ask(['trace', '--product', 'telemetry', ...args, '--json']);
    return (JSON.parse(stdout) as { items: readonly Trace[] }).items;
  };
  const byId = (id: string, ...more: string[]) =>
    traced('--source', '/gateways/commands', '--id', id, ...more);
  const statesOf = (trace?: Trace) => trace?.stages.map(({ state }) => state);
  const left = ['reached', 'reached', 'left', 'not-reached', 'not-reached'];

  it(
    'follows an event through all stages, its copy and one that breaks its contract until they left',
    async () => {
      const time = new Date().toISOString();
      const good = { ...event('trace-1'), time };
      const bad = { ...event('trace-2', { value: 'hot' }), time };
      await send('-', [good, good, bad].map((one) => JSON.stringify(one)).join('\n'));
      const [first, copy] = await until(
        () => byId('trace-1'),
        (items) => items.every(({ stages }) => stages.every(({ state }) => state !== 'pending')),
      );
      expect(statesOf(first)).toEqual(Array(5).fill('reached'));
      const times = first?.stages.slice(0, 4).map(({ at }) => Date.parse(at ?? ''));
      expect(times?.every((at) => at >= (times[0] ?? NaN) && at <= Date.now())).toBe(true);
      expect(statesOf(copy)).toEqual(left);
      const place = `position ${first?.position}`;
      expect(copy?.stages[2]?.details).toContainEqual({
        name: 'duplicate of',
        value: expect.stringContaining(place),
      });
      const [broken] = await byId('trace-2');
      expect(statesOf(broken)).toEqual(left);
      expect(broken?.stages[2]?.details).toContainEqual({
        name: 'reason',
        value: expect.stringContaining('value: '),
      });
    },
    TWO_MINUTES,
  );

  it(
    "shows what came to an operator, and leads on from the ledger's minute",
    async () => {
      const [{ payload } = {}] = await byId('trace-2', '--payload');
      expect(JSON.parse(payload?.text ?? '')).toMatchObject({ id: 'trace-2', data: { value: 'hot' } });
      expect((await byId('trace-2'))[0]).not.toHaveProperty('payload');
      const { stdout: token } = await ask(['token', '--role', 'viewer']);
      const headers = { authorization: `Bearer ${token.trim()}` };
      const now = Date.now();
      const [from, to] = [now - 600_000, now + 60_000].map((ms) => new Date(ms).toISOString());
      const cell = `product=telemetry&fate=quarantined&from=${from}&to=${to}`;
      const response = await fetch(`${server.url}/ledger/events?${cell}`, { headers });
      expect(await response.json()).toMatchObject({
        items: [{ id: 'trace-2', fate: 'quarantined', reasons: [{ field: 'value' }] }],
      });
    },
    TWO_MINUTES,
  );

  it('ends with 1 for a record that is nowhere, and says so', async () => {
    const { code, stderr } = await ask([
      ...['trace', '--product', 'telemetry', '--partition', '0', '--position', '999999999'],
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('holds a record at partition 0')]);
  });
});

describe('what a command ends with', () => {
  it.each([
    ['an option that cannot be', ['ledger', '--limit', 'abc'], '--limit'],
    ['a server that is no address', ['status', '--url', 'notaurl'], '--url'],
    ['what the server refuses to read', ['query', 'telemetry.device_minutes'], 'params.device'],
  ])('is 2 for %s', async (_what, args, named) => {
    const { code, stdout, stderr } = await ask(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(named);
  });

  it('is 3 where no server answers', async () => {
    const { code, stderr } = await ask(['status', '--url', 'http://127.0.0.1:9']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('No server answers at http://127.0.0.1:9')]);
  });

  it('is 4 for a token that is none, and for one whose role may not', async () => {
    const { stdout } = await ask(['token', '--role', 'producer', '--ttl', '60', '--json']);
    const issued = JSON.parse(stdout) as { token: string };
    expect(issued).toEqual({ token: expect.any(String), role: 'producer', subject: 'cli', ttlSeconds: 60 });
    for (const [token, said] of [
      ['nonsense', '401'],
      [issued.token, '403'],
    ] as const) {
      const { code, stderr } = await dataforge(['ledger'], { ...settings, DATAFORGE_TOKEN: token });
      expect([code, stderr]).toEqual([4, expect.stringContaining(said)]);
    }
  });

  it('is 0, without a word, when whoever reads has read enough', async () => {
    const { child, ended } = begin(['ledger'], settings);
    child.stdout.destroy();
    expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('alerts', () => {
  it(
    'opens one for batches that break the contract, and somebody can look after it',
    async () => {
      // A server of its own: elsewhere the good events of other tests would make up for the bad ones.
      const own = await settingsIn(mkdtempSync(join(folder, 'alerts-')));
      const server = await startServer(own);
      const ask = (args: readonly string[], input?: string) => dataforge(args, own, input);
      let batch = 0;
      const listed = await until(
        async () => {
          batch += 1;
          const bad = Array.from({ length: 40 }, (_, n) =>
            JSON.stringify(event(`hot-${batch}-${n}`, { value: n % 2 ? 20 : 'hot' })),
          );
          await ask(['send', '-'], bad.join('\n'));
          const { stdout } = await ask(['alerts', '--json']);
          const { items } = JSON.parse(stdout) as {
            items: readonly { id: string; kind: string; runbook: string }[];
          };
          return items.find(({ kind }) => kind === 'quarantine-rate');
        },
        (alert) => alert !== undefined,
      );
      const { code, stdout } = await ask(['alerts', 'ack', listed?.id ?? '', '--json']);
      expect([code, JSON.parse(stdout)]).toEqual([
        0,
        expect.objectContaining({
          state: 'acknowledged',
          acknowledgedBy: 'cli',
          severity: expect.any(String),
        }),
      ]);
      const token = (await ask(['token', '--role', 'viewer'])).stdout.trim();
      const runbook = await fetch(server.url + listed?.runbook, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([runbook.status, await runbook.text()]).toEqual([
        200,
        expect.stringMatching(/^# Quarantine rate/),
      ]);
      await server.end('SIGTERM');
    },
    TWO_MINUTES,
  );

  it('ends with 1 for an alert that there is not', async () => {
    const { code, stderr } = await ask(['alerts', 'ack', 'nope']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no alert nope')]);
  });
});

describe('catalogue', () => {
  it("prints a statement for each of Athena's views over gold", async () => {
    const { code, stdout } = await dataforge(
      ['catalogue', 'views', '--views', 'gold', '--tables', 'lake'],
      settings,
    );

    expect(code).toBe(0);
    const statements = stdout.trimEnd().split(';\n');
    expect(statements.every((statement) => statement.startsWith('CREATE OR REPLACE VIEW "gold"."'))).toBe(
      true,
    );
    expect(stdout).toMatch(
      /"gold"\."telemetry_device_minutes" AS\nSELECT .*\nFROM "lake"\."telemetry_device_minutes";\n/,
    );
  });

  it('is not for a process without AWS, nor for what is no name of a database', async () => {
    const embedded = await dataforge(['catalogue', 'landing'], {
      ...settings,
      DATAFORGE_PROFILE: 'embedded',
    });
    const noName = await dataforge(['catalogue', 'views', '--views', 'a-b', '--tables', 'lake'], settings);

    expect([embedded.code, embedded.stderr]).toEqual([2, expect.stringContaining('DATAFORGE_PROFILE')]);
    expect([noName.code, noName.stderr]).toEqual([2, expect.stringContaining('--views')]);
  });
});

describe('what a command prints for programs', () => {
  const parsed = async (...args: string[]): Promise<unknown> => {
    const { code, stdout } = await ask(args);
    expect(code).toBe(0);
    return JSON.parse(stdout);
  };

  it('is the health and the ledger for status', async () => {
    expect(await parsed('status', '--json')).toMatchObject({
      url: server.url,
      status: 'ready',
      checks: expect.arrayContaining([expect.objectContaining({ name: 'log', ok: true })]),
      ledger: expect.arrayContaining([expect.objectContaining({ product: 'telemetry', balanced: true })]),
    });
  });

  it('is every finding of doctor', async () => {
    const findings = (await parsed('doctor', '--json')) as { check: string; ok: boolean }[];
    expect(findings).toEqual(
      expect.arrayContaining(
        ['node', 'settings', 'data directory', 'disk', 'port', 'server'].map((check) =>
          expect.objectContaining({ check, ok: true }),
        ),
      ),
    );
  });

  it('is some lines of the ledger and the verdict on all of them', async () => {
    const account = (await parsed('ledger', '--json', '--limit', '1')) as { items: object[]; lines: number };
    expect(account).toMatchObject({ items: [expect.objectContaining({ balanced: true })], unbalanced: 0 });
    expect(account.lines).toBeGreaterThan(1);
  });

  it(
    'is CSV for a query that asks for it',
    async () => {
      await send('-', `${JSON.stringify(event('csv', { deviceId: '=press,"1"' }))}\n`);
      const range = ['from=2026-11-23T00:00:00Z', 'to=2026-11-24T00:00:00Z'];
      const args = ['query', 'telemetry.device_minutes', '--csv', '--param', 'device==press,"1"'];
      const answered = await until(
        () => ask([...args, ...range.flatMap((one) => ['--param', one])]),
        ({ stdout }) => stdout.includes('temperature'),
      );
      expect(answered.stdout.split('\r\n')).toEqual([
        'device,metric,minute,count,min,max,mean,p95,last',
        expect.stringMatching(/^"'=press,""1""",temperature,2026-11-23T14:32:00\.000Z,1,293\.15,/),
        '',
      ]);
    },
    TWO_MINUTES,
  );
});
