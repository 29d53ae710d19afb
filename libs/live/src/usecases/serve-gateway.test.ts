import fc from 'fast-check';
import { silentLog, type JsonObject } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryConnectionStore, memoryToldStore } from '../adapters/memory/index.ts';
import { dropped, follow, newClient, received, type LiveClient, type Step } from '../client/index.ts';
import type { Gateway } from '../ports/gateway.ts';
import {
  collectionOf,
  serverMessageSchema,
  soleKeyOf,
  type Kind,
  type ServerMessage,
} from '../protocol/index.ts';
import { beatGateway } from './beat-gateway.ts';
import { serveGateway } from './serve-gateway.ts';
import { tellGateway } from './tell-gateway.ts';

const NOW = Date.UTC(2026, 10, 23);
const KPIS = ['a', 'b'];
const HOUR_MS = 3_600_000;

type Wrap = <Args extends unknown[], R>(work: (...args: Args) => Promise<R>) => (...args: Args) => Promise<R>;

/** A gateway with clients, and what there is to tell; `wrap` decides when what is asked of stores and gateway goes on. */
function house({ wrap, changes = 100 }: { wrap?: Wrap; changes?: number } = {}) {
  const wrapped: Wrap = wrap ?? ((work) => work);
  const clock = simulatedClock(NOW);
  const held = memoryConnectionStore({ clock });
  const told = memoryToldStore({ epoch: 'one', changes });
  const inboxes = new Map<string, ServerMessage[]>();
  const ended: string[] = [];
  const gateway: { -readonly [Name in keyof Gateway]: Gateway[Name] } = {
    post: wrapped(async (id: string, text: string) => {
      inboxes.get(id)?.push(serverMessageSchema.parse(JSON.parse(text)));
      return inboxes.has(id);
    }),
    end: async (id) => {
      ended.push(id);
      inboxes.delete(id);
    },
  };
  const connections = { ...held, follow: wrapped(held.follow), remove: wrapped(held.remove) };
  const store = {
    head: wrapped(told.head),
    kind: wrapped(told.kind),
    tell: wrapped(told.tell),
    after: wrapped(told.after),
  };
  const values: Record<string, number> = { a: 0, b: 0 };
  const alerts = new Set<string>();
  const items = (kind: Kind): readonly JsonObject[] =>
    kind === 'kpi'
      ? KPIS.map((kpi) => ({ kpi, current: { value: values[kpi] ?? 0 }, points: [] }))
      : [...alerts].map((id) => ({ id }));
  const serve = serveGateway(
    // Where stores decide when it goes on, nothing else is waited for.
    { connections, told: store, gateway, clock: wrap ? { ...clock, sleep: async () => undefined } : clock },
    { kinds: ['kpi', 'alerts'], kpis: KPIS, heartbeatMs: 30_000, connectionsPerSubject: 2 },
  );
  const teller = (kind: Kind) =>
    tellGateway(
      { told: store, connections, gateway, feed: { snapshot: async () => items(kind) }, logger: silentLog },
      { kind, kpis: KPIS },
    );
  return {
    ...{ clock, connections: held, told, gateway, inboxes, ended, values, alerts, items, serve, teller },
    async connect(id: string, subject = id) {
      const taken = await serve.connect({ id, subject, expiresAt: NOW + HOUR_MS });
      if (taken.ok) inboxes.set(id, []);
      return taken;
    },
    say: (id: string, message: unknown) => serve.receive(id, JSON.stringify(message)),
    /** What a client was told since it was asked last. */
    news: (id: string) => (inboxes.get(id) ?? []).splice(0).map(({ type, ...rest }) => [type, rest]),
  };
}

const subscribe = (...topics: string[]) => ({ type: 'subscribe', topics });
const kpi = (id: string, value: number) => ({ kpi: id, current: { value }, points: [] });

describe('a client of a gateway', () => {
  it('is told hello once the gateway takes posts, and a heartbeat that confirms nothing', async () => {
    const { serve, inboxes, news, say, clock } = house();
    await serve.connect({ id: 'x', subject: 'ada', expiresAt: NOW + HOUR_MS });
    const greeting = serve.greet('x');
    await clock.advance(250);
    inboxes.set('x', []);
    await clock.advance(250);
    await greeting;

    expect(news('x')).toEqual([
      ['hello', { epoch: 'one', serverTime: expect.any(String), heartbeatMs: 30_000 }],
    ]);
    await say('x', { type: 'ping' });
    expect(news('x')).toEqual([['heartbeat', { serverTime: expect.any(String), sequence: 0 }]]);
  });

  it('is told a topic whole once there is something, then what changed of it', async () => {
    const { connect, say, teller, news, values } = house();
    const tell = teller('kpi');
    await tell();
    await connect('x');
    await connect('y');
    await say('x', subscribe('kpi:*'));
    await say('y', subscribe('kpi:b'));
    expect([news('x'), news('y')]).toEqual([[], []]);

    await tell();
    expect(news('x')).toEqual([
      ['snapshot', { topic: 'kpi:*', sequence: 1_001, data: { items: [kpi('a', 0), kpi('b', 0)] } }],
    ]);
    expect(news('y')).toEqual([
      ['snapshot', { topic: 'kpi:b', sequence: 1_001, data: { items: [kpi('b', 0)] } }],
    ]);

    values['a'] = 1;
    await tell();
    values['b'] = 2;
    await tell();
    await tell();
    const delta = (topic: string, previous: number, sequence: number, item: object) => [
      'delta',
      { topic, previous, sequence, data: { upserted: [item], removed: [] } },
    ];
    expect(news('x')).toEqual([
      delta('kpi:*', 1_001, 1_002, kpi('a', 1)),
      delta('kpi:*', 1_002, 1_003, kpi('b', 2)),
    ]);
    expect(news('y')).toEqual([delta('kpi:b', 1_001, 1_003, kpi('b', 2))]);
  });

  it('goes on from where it stood, and is told whole where too much was told since', async () => {
    const { connect, say, teller, news, alerts } = house({ changes: 3 });
    const tell = teller('alerts');
    await connect('x');
    await say('x', subscribe('alerts'));
    for (const id of ['1', '2', '3', '4']) {
      alerts.add(id);
      await tell();
    }
    const resumed = async (epoch: string, sequence: number) => {
      news('x');
      await say('x', { ...subscribe('alerts'), resume: { epoch, sequence } });
      return news('x').map(([type]) => type);
    };

    expect(await resumed('one', 1_002)).toEqual(['delta', 'delta']);
    expect(await resumed('one', 1_004)).toEqual([]);
    expect(await resumed('one', 1_000)).toEqual(['snapshot']);
    expect(await resumed('another', 1_003)).toEqual(['snapshot']);
  });

  it('is told nothing more once it is gone, and follows nothing', async () => {
    const { connect, say, teller, inboxes, connections, alerts, gateway, clock } = house();
    const tell = teller('alerts');
    await connect('x');
    await say('x', subscribe('alerts'));
    await tell();
    inboxes.delete('x');

    alerts.add('1');
    await tell();

    expect(await connections.get('x')).toBeUndefined();
    await connect('y');
    await say('y', subscribe('alerts'));
    inboxes.delete('y');
    await beatGateway({ connections, gateway, clock })(['alerts']);
    expect(await connections.get('y')).toBeUndefined();
  });

  it.each([
    ['no message', 'hello', 'no JSON|JSON text'],
    ['a topic that is not served', JSON.stringify(subscribe('ledger')), 'no topic ledger'],
    ['a KPI that there is not', JSON.stringify(subscribe('kpi:c')), 'no KPI'],
    ['too much', `"${'a'.repeat(17_000)}"`, 'at most 16384'],
  ])('is refused and closed for %s', async (_what, text, detail) => {
    const { connect, serve, inboxes, ended, connections } = house();
    await connect('x');
    const inbox = inboxes.get('x') ?? [];

    await serve.receive('x', text);

    expect(inbox).toEqual([{ type: 'error', detail: expect.stringMatching(detail) }]);
    expect([ended, await connections.get('x')]).toEqual([['x'], undefined]);
  });

  it('is closed when what it showed has ended, and may not have too many connections', async () => {
    const { connect, say, ended, clock } = house();
    await connect('x', 'ada');
    await connect('y', 'ada');
    expect(await connect('z', 'ada')).toMatchObject({ ok: false, error: expect.stringContaining('2 live') });
    await clock.advance(HOUR_MS);

    await say('x', subscribe('alerts'));

    expect(ended).toEqual(['x']);
  });

  it('is told whole again where posts failed', async () => {
    const { connect, say, connections, told, alerts, news, gateway } = house();
    let away = false;
    const tell = tellGateway(
      {
        ...{
          told,
          connections,
          logger: silentLog,
          feed: { snapshot: async () => [...alerts].map((id) => ({ id })) },
        },
        gateway: {
          ...gateway,
          post: (id, text) => (away ? Promise.reject(new Error('away')) : gateway.post(id, text)),
        },
      },
      { kind: 'alerts', kpis: [] },
    );
    await connect('x');
    await say('x', subscribe('alerts'));
    await tell();
    news('x');
    away = true;
    alerts.add('1');
    await tell();
    away = false;
    await tell();

    expect(news('x')).toEqual([
      ['snapshot', { topic: 'alerts', sequence: 1_003, data: { items: [{ id: '1' }] } }],
    ]);
  });

  it('is told what came between what there was and its telling', async () => {
    const { connect, serve, teller, inboxes, alerts, gateway } = house();
    const tell = teller('alerts');
    await connect('first');
    await serve.receive('first', JSON.stringify(subscribe('alerts')));
    await tell();
    await connect('x');
    let client = follow(newClient, ['alerts']).client;
    // Another process is faster: its delta is there before the snapshot that it adds to.
    const { post } = gateway;
    let overtaken = false;
    gateway.post = async (id, text) => {
      if (id === 'x' && !overtaken) {
        overtaken = true;
        alerts.add('1');
        await tell();
      }
      return post(id, text);
    };

    await serve.receive('x', JSON.stringify(subscribe('alerts')));

    for (const message of inboxes.get('x') ?? []) client = received(client, message).client;
    expect([...(client.topics.get('alerts')?.items.keys() ?? [])]).toEqual(['1']);
  });

  it('knows what there is in the end, however what is told at once overlaps, and when it was away', async () => {
    const topics = ['kpi:*', 'kpi:a', 'alerts'];
    const step = fc.constantFrom('change', 'change', 'tell', 'tell-twice', 'drop', 'reload', 'connect');
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 25 }), async (scheduler, steps) => {
        const { inboxes, values, alerts, items, serve, teller } = house({
          wrap: (work) => scheduler.scheduleFunction(work) as never,
          changes: 4,
        });
        const tellers = [teller('kpi'), teller('alerts')];
        let client: LiveClient = follow(newClient, topics).client;
        let id = 0;
        let n = 0;
        const name = () => `x${id}`;
        const running = new Set<Promise<unknown>>();
        const start = (work: Promise<unknown>) => {
          running.add(work);
          void work.finally(() => running.delete(work));
        };
        // A gateway hands over one message of a connection after the other, and whoever tells does so once at a time.
        let said: Promise<unknown> = Promise.resolve();
        let toldOnce: Promise<unknown> = Promise.resolve();
        const tellAll = () =>
          start((toldOnce = toldOnce.then(() => Promise.all(tellers.map((tell) => tell())))));
        const take = ({ client: next, send }: Step) => {
          client = next;
          const to = name();
          for (const message of send)
            start((said = said.then(() => serve.receive(to, JSON.stringify(message)))));
        };
        const read = () => {
          for (const message of inboxes.get(name())?.splice(0) ?? []) take(received(client, message));
        };
        const connect = async () => {
          id += 1;
          inboxes.set(name(), []);
          await serve.connect({ id: name(), subject: name(), expiresAt: NOW + HOUR_MS });
          start(serve.greet(name()));
        };
        const rest = async () => {
          do {
            await scheduler.waitFor(Promise.all([...running]));
            read();
          } while (running.size > 0 || (inboxes.get(name())?.length ?? 0) > 0);
        };
        await connect();
        for (const action of steps) {
          n += 1;
          if (action === 'change') {
            values[n % 2 ? 'a' : 'b'] = n;
            if (n % 3 === 0) alerts.add(`${n}`);
            if (n % 4 === 0) alerts.clear();
          } else if (action === 'drop') {
            inboxes.delete(name());
            client = dropped(client);
          } else if (action === 'reload') {
            client = follow(newClient, topics).client;
            await connect();
          } else if (action === 'connect') {
            if (!inboxes.has(name())) await connect();
          } else tellAll();
          if (action === 'tell-twice') tellAll();
          if (scheduler.count() > 0) await scheduler.waitOne();
          read();
        }
        await rest();
        if (!inboxes.has(name())) await connect();
        await rest();
        tellAll();
        await rest();

        for (const [topic, copy] of client.topics) {
          const kind = topic === 'alerts' ? 'alerts' : 'kpi';
          const key = soleKeyOf(topic);
          const all = collectionOf(kind, items(kind));
          const expected = key === undefined ? all : new Map([[key, all.get(key)]]);
          expect([topic, copy.sequence === null, copy.items]).toEqual([topic, false, expected]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
