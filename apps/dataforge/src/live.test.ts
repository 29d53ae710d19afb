import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { dropped, follow, newClient, received, type LiveClient } from '@dataforge/live/client';
import {
  kpiItemSchema,
  ledgerItemSchema,
  serverMessageSchema,
  stageItemSchema,
  SUBPROTOCOL,
  type ServerMessage,
} from '@dataforge/live/protocol';
import {
  bundle,
  dataforge,
  killLeftovers,
  settingsIn,
  startServer,
  until,
  type ServerSettings,
} from '@dataforge/program';

beforeAll(bundle, 60_000);

let folder: string;
let settings: ServerSettings;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dataforge-live-'));
  settings = await settingsIn(folder);
});
afterEach(async () => {
  await killLeftovers();
  rmSync(folder, { recursive: true, force: true });
});

const TWO_MINUTES = 120_000;
const KPI = 'telemetry.readings';

const tokenOf = async (role: string) => (await dataforge(['token', '--role', role], settings)).stdout.trim();

const send = (id: string) =>
  dataforge(
    ['send', '-', '--json'],
    settings,
    JSON.stringify({
      specversion: '1.0',
      type: 'com.dataforge.telemetry.reading.v1',
      source: '/gateways/test',
      id,
      time: new Date().toISOString(),
      data: { deviceId: 'boiler', metric: 'temperature', value: 20, unit: 'Cel' },
    }),
  );

/** A dashboard's client on a real socket; it goes on from what it knew where it is given that. */
function connect(url: string, headers: Record<string, string>, known: LiveClient = newClient) {
  const socket = new WebSocket(url.replace('http', 'ws'), SUBPROTOCOL, { headers });
  const told: ServerMessage['type'][] = [];
  let client = known;
  socket.on('message', (data: Buffer) => {
    const message = serverMessageSchema.parse(JSON.parse(data.toString()));
    told.push(message.type);
    const step = received(client, message);
    client = step.client;
    for (const said of step.send) socket.send(JSON.stringify(said));
  });
  const closed = once(socket, 'close').then(([code]) => code as number);
  const itemsOf = (topic: string) => [...(client.topics.get(topic)?.items.values() ?? [])];
  return {
    socket,
    told,
    closed,
    client: () => dropped(client),
    epoch: () => client.epoch,
    standing: () => [...client.topics.values()].every(({ sequence }) => sequence !== null),
    kpi: () =>
      itemsOf('kpi:*')
        .map((item) => kpiItemSchema.parse(item))
        .find(({ kpi }) => kpi === KPI),
    ledger: () => itemsOf('ledger').map((item) => ledgerItemSchema.parse(item)),
    stages: () => itemsOf('stages').map((item) => stageItemSchema.parse(item)),
  };
}

const sumOf = (points: readonly { readonly value: number | null }[]) =>
  points.reduce((sum, { value }) => sum + (value ?? 0), 0);

const refusalOf = (
  url: string,
  headers: Record<string, string>,
  protocols: string | string[] = SUBPROTOCOL,
) =>
  new Promise<number>((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), protocols, { headers });
    socket.on('unexpected-response', (_request, response) => {
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => reject(new Error('it was let in')));
    socket.on('error', () => undefined);
  });

describe('live push of the server process', () => {
  it(
    'tells what events change, and everything anew after the server was killed',
    async () => {
      const first = await startServer(settings);
      const headers = { authorization: `Bearer ${await tokenOf('viewer')}` };
      const wanted = follow(newClient, ['kpi:*', 'ledger', 'stages']).client;
      const live = connect(`${first.url}/metrics`, headers, wanted);
      await until(async () => live.standing(), Boolean);
      expect(live.kpi()).toMatchObject({ current: { value: null, stale: true }, points: [] });

      expect((await send('1')).code).toBe(0);
      await until(
        async () => sumOf(live.kpi()?.points ?? []),
        (sum) => sum === 1,
      );
      expect(live.told).toContain('delta');
      await until(
        async () =>
          live.ledger().filter(({ product, stage }) => product === 'telemetry' && stage === 'refine'),
        (lines) => lines.reduce((sum, { refined }) => sum + refined, 0) === 1,
      );
      await until(
        async () => live.stages().map(({ stage, lagMs }) => [stage, lagMs !== undefined] as const),
        (stages) => stages.some(([stage, served]) => stage === 'serve' && served),
      );
      const asked = await fetch(`${first.url}/metrics?kpi=${KPI}`, { headers });
      const { items } = (await asked.json()) as { items: readonly { current: { value: number } }[] };
      expect(live.kpi()?.current.value).toBe(items[0]?.current.value);

      await first.end('SIGKILL');
      expect(await live.closed).toBe(1006);
      const second = await startServer(settings);
      await send('2');
      const again = connect(`${second.url}/live`, headers, live.client());
      await until(
        async () => sumOf(again.kpi()?.points ?? []),
        (sum) => sum === 2,
      );
      expect(again.epoch()).not.toBe(live.epoch());
      expect(again.told.slice(0, 2)).toEqual(['hello', 'snapshot']);

      const ended = second.end('SIGTERM');
      expect(await again.closed).toBe(1001);
      expect((await ended).code).toBe(0);
    },
    TWO_MINUTES,
  );

  it(
    'lets in who may, from pages of its own',
    async () => {
      const server = await startServer(settings);
      const url = `${server.url}/live`;
      const [viewer, producer] = [await tokenOf('viewer'), await tokenOf('producer')];
      expect(await refusalOf(url, {})).toBe(401);
      expect(await refusalOf(url, { authorization: 'Bearer no.token.this' })).toBe(401);
      expect(await refusalOf(url, { authorization: `Bearer ${producer}` })).toBe(403);
      const foreign = { authorization: `Bearer ${viewer}`, origin: 'https://evil.example' };
      expect(await refusalOf(url, foreign)).toBe(403);
      expect(await refusalOf(url, {}, [`bearer.${viewer}`])).toBe(400);

      const socket = new WebSocket(url.replace('http', 'ws'), [SUBPROTOCOL, `bearer.${viewer}`], {
        headers: { origin: server.url },
      });
      await once(socket, 'open');
      expect(socket.protocol).toBe(SUBPROTOCOL);
      const closed = once(socket, 'close');
      expect((await server.end('SIGTERM')).code).toBe(0);
      expect((await closed)[0]).toBe(1001);
    },
    TWO_MINUTES,
  );
});
