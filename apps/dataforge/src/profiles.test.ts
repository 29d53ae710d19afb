import { createServer } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGlue } from '@dataforge/clients/glue';
import { openDeliveryStream } from '@dataforge/observability/testing';
import {
  bundle,
  dataforge,
  freePort,
  killLeftovers,
  ledgerSums,
  settingsIn,
  startServer,
  until,
  type ServerSettings,
} from '@dataforge/program';
import { glueTableCatalogue } from '@dataforge/products/glue';
import { startKafka, startMinistack, type RunningKafka, type RunningMinistack } from '@dataforge/stack';
import { describeOnKafka, describeOnMinistack, SERVER_START_MS } from '@dataforge/stack/testing';

const THREE_MINUTES = 180_000;
const PROFILES = ['server', 'stack'] as const;

beforeAll(bundle, 60_000);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dataforge-profiles-'))));
afterEach(async () => {
  await killLeftovers();
  rmSync(folder, { recursive: true, force: true });
});

const reading = (id: number): string =>
  JSON.stringify({
    specversion: '1.0',
    type: 'com.dataforge.telemetry.reading.v1',
    source: '/gateways/test',
    id: String(id),
    time: new Date().toISOString(),
    data: { deviceId: 'boiler', metric: 'temperature', value: 20, unit: 'Cel' },
  });

const sumsOf = (settings: ServerSettings) => ledgerSums(settings, 'telemetry');

const allOf = (count: number) => ({ accepted: count, refined: count, landed: count, balanced: true });

describeOnKafka('on Kafka', () =>
  describeOnMinistack('and an endpoint with the APIs of AWS', () => {
    let stack: string;
    let kafka: RunningKafka;
    let ministack: RunningMinistack;
    beforeAll(async () => {
      stack = mkdtempSync(join(tmpdir(), 'dataforge-stack-'));
      [kafka, ministack] = await Promise.all([
        startKafka({ dir: join(stack, 'kafka') }),
        startMinistack({ dir: join(stack, 'aws') }),
      ]);
    }, SERVER_START_MS);
    afterAll(async () => {
      await Promise.all([kafka?.stop(), ministack?.stop()]);
      rmSync(stack, { recursive: true });
    }, THREE_MINUTES);

    /** Each profile has names of its own on the same servers. */
    const settingsOf = async (profile: (typeof PROFILES)[number]): Promise<ServerSettings> => ({
      ...(await settingsIn(folder)),
      DATAFORGE_PROFILE: profile,
      DATAFORGE_ENGINE: 'duckdb',
      DATAFORGE_LANDING_LINGER_SECONDS: '1',
      DATAFORGE_KAFKA_BROKERS: kafka.broker,
      DATAFORGE_KAFKA_PREFIX: `${profile}.`,
      DATAFORGE_AWS_REGION: 'us-east-1',
      DATAFORGE_AWS_ENDPOINT: ministack.endpoint,
      DATAFORGE_AWS_BUCKET: `landing-${profile}`,
      DATAFORGE_AWS_TABLE_PREFIX: `${profile}-`,
    });

    it.each(PROFILES)(
      'the profile %s takes events to gold and accounts for them, over a kill',
      async (profile) => {
        const settings = await settingsOf(profile);
        const first = await startServer(settings);
        const file = join(folder, 'events.ndjson');
        const send = async (from: number, to: number) => {
          writeFileSync(file, Array.from({ length: to - from }, (_, n) => reading(from + n)).join('\n'));
          expect(await dataforge(['send', file], settings)).toMatchObject({ code: 0 });
        };
        await send(0, 500);
        await until(
          () => sumsOf(settings),
          ({ refined }) => refined > 0,
        );
        await send(500, 1_000);
        await first.end('SIGKILL');

        const second = await startServer(settings);
        await send(1_000, 1_100);

        const settled = await until(
          () => sumsOf(settings),
          ({ refined, landed }) => refined >= 1_100 && landed >= 1_100,
        );
        expect(settled).toEqual(allOf(1_100));
        const counted = await dataforge(
          ['query', '--sql', 'SELECT SUM(count) AS n FROM gold.telemetry_device_minutes', '--json'],
          settings,
        );
        expect(JSON.parse(counted.stdout)).toMatchObject({ rows: [[1_100]] });
        const metrics = await until(
          async () => {
            const token = (await dataforge(['token', '--role', 'viewer'], settings)).stdout.trim();
            const answer = await fetch(`${second.url}/metrics`, {
              headers: { authorization: `Bearer ${token}` },
            });
            return (await answer.json()) as { items: { kpi: string; current: { value: number | null } }[] };
          },
          ({ items }) => items.some(({ kpi, current }) => kpi === 'telemetry.devices' && current.value === 1),
        );
        expect(metrics.items.length).toBeGreaterThan(3);
        expect((await dataforge(['doctor'], settings)).stdout).toMatch(/✓ kafka .*\n(?:.*\n)*✓ s3 /);
        expect((await second.end('SIGTERM')).code).toBe(0);
      },
      THREE_MINUTES,
    );

    it(
      'makes tables over landing in Glue, and changes nothing the second time',
      async () => {
        const settings = await settingsOf('server');
        const client = openGlue({
          region: 'us-east-1',
          endpoint: ministack.endpoint,
          credentials: { accessKeyId: 'stack', secretAccessKey: 'stack' },
        });
        const catalogue = glueTableCatalogue({ client });

        const first = await dataforge(['catalogue', 'landing'], settings);

        expect([first.code, first.stdout]).toEqual([
          0,
          'dataforge_landing.telemetry\ndataforge_landing.webhooks\n',
        ]);
        const made = await catalogue.table('dataforge_landing', 'telemetry');
        expect(made?.location).toBe('s3://landing-server/landing/telemetry.readings/');
        expect(made?.partitions.length).toBeGreaterThan(1);
        expect(await dataforge(['catalogue', 'landing'], settings)).toMatchObject({
          code: 0,
          stdout: first.stdout,
        });
        expect(await catalogue.table('dataforge_landing', 'telemetry')).toEqual(made);
        const bad = await dataforge(['catalogue', 'landing', '--database', 'no-name'], settings);
        expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('--database')]);
        client.close();
      },
      THREE_MINUTES,
    );

    it(
      'ships its log to S3 through Firehose, to the last line',
      async () => {
        const { stream, shipped } = await openDeliveryStream({
          region: 'us-east-1',
          endpoint: ministack.endpoint,
          credentials: { accessKeyId: 'stack', secretAccessKey: 'stack' },
        });
        const server = await startServer({
          ...(await settingsOf('server')),
          DATAFORGE_LOGS_FIREHOSE: stream,
        });

        expect((await server.end('SIGTERM')).code).toBe(0);

        const said = (await shipped()).map((line) => (line as { readonly msg: string }).msg);
        expect(said).toContain('DataForge is ready.');
        expect(said.at(-1)).toBe('DataForge has stopped.');
      },
      THREE_MINUTES,
    );

    it(
      'names what does not answer, and what to do about it',
      async () => {
        const nowhere = `127.0.0.1:${await freePort()}`;
        const settings = { ...(await settingsOf('server')), DATAFORGE_KAFKA_BROKERS: nowhere };

        const { code, stderr } = await dataforge(['up'], settings);

        expect(code).toBe(1);
        expect(stderr).toContain(`Kafka at ${nowhere} cannot be used`);
        expect(stderr).toContain('npm run stack:up');
        const checked = await dataforge(['doctor'], settings);
        expect(checked.stdout).toMatch(/✗ kafka .*npm run stack:up/);
        expect(checked.stdout).toMatch(/✓ s3 /);
      },
      THREE_MINUTES,
    );

    it(
      'does not wait for ever for what takes connections and says nothing',
      async () => {
        const silent = createServer(() => undefined).listen(0, '127.0.0.1');
        await new Promise((resolve) => silent.once('listening', resolve));
        const { port } = silent.address() as { port: number };
        const endpoint = `http://127.0.0.1:${port}`;

        const { code, stderr } = await dataforge(['up'], {
          ...(await settingsOf('server')),
          DATAFORGE_AWS_ENDPOINT: endpoint,
        });

        silent.close();
        expect(code).toBe(1);
        expect(stderr).toContain(`S3 at ${endpoint} cannot be used`);
      },
      THREE_MINUTES,
    );
  }),
);
