import type { JsonObject } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { MOST_TOPICS, serverMessageSchema, type ServerMessage } from '../protocol/index.ts';
import { hub, HUB_DEFAULTS, type HubSettings } from './hub.ts';

const T0 = Date.UTC(2026, 10, 23, 14);

function open(rest: Partial<HubSettings> = {}) {
  const clock = simulatedClock(T0);
  const live = hub(
    { clock },
    { ...HUB_DEFAULTS, epoch: 'run', kinds: ['kpi', 'alerts', 'stages'], kpis: ['a', 'b'], ...rest },
  );
  const wanted: string[] = [];
  live.onWanted((kind) => wanted.push(kind));
  function client(subject = 'ada') {
    const told: ServerMessage[] = [];
    const state = { room: true, closed: undefined as [number, string] | undefined };
    const connection = live.connect(
      {
        send: (text) => told.push(serverMessageSchema.parse(JSON.parse(text))),
        hasRoom: () => state.room,
        close: (code, reason) => (state.closed = [code, reason]),
      },
      subject,
    );
    return {
      told,
      state,
      connection,
      say: (message: unknown) =>
        connection?.receive(typeof message === 'string' ? message : JSON.stringify(message)),
      /** What it was told since it was last asked. */
      news: () => told.splice(0).map(({ type, ...rest }) => [type, { ...rest }] as const),
      close: () => connection?.closed(),
    };
  }
  return { clock, live, wanted, client };
}

const alert = (id: string, state = 'open'): JsonObject => ({ id, state });
const subscribe = (...topics: string[]) => ({ type: 'subscribe', topics });
const snapshot = (topic: string, sequence: number, items: readonly JsonObject[]) =>
  ['snapshot', { topic, sequence, data: { items } }] as const;
const delta = (topic: string, [previous, sequence]: [number, number], upserted: readonly JsonObject[]) =>
  ['delta', { topic, previous, sequence, data: { upserted, removed: [] } }] as const;

describe('the hub', () => {
  it('says hello, tells a topic whole once it is read, and then what changed', () => {
    const { live, wanted, client } = open();
    const ada = client();
    expect(ada.news()).toEqual([
      ['hello', { epoch: 'run', serverTime: '2026-11-23T14:00:00.000Z', heartbeatMs: 10_000 }],
    ]);

    ada.say(subscribe('alerts'));
    expect([ada.news(), wanted]).toEqual([[], ['alerts']]);
    live.publish('alerts', [alert('1'), alert('2')]);
    expect(ada.news()).toEqual([snapshot('alerts', 0, [alert('1'), alert('2')])]);

    live.publish('alerts', [alert('1'), alert('2')]);
    expect(ada.news()).toEqual([]);
    live.publish('alerts', [alert('1', 'acknowledged')]);
    const data = { upserted: [alert('1', 'acknowledged')], removed: ['2'] };
    expect(ada.news()).toEqual([['delta', { topic: 'alerts', previous: 0, sequence: 1, data }]]);
    expect(live.figures()).toEqual({ subscribers: 1, deltas: 1 });
  });

  it('tells of one KPI where one is followed', () => {
    const { live, client } = open();
    const [ada, eve] = [client(), client('eve')];
    const kpi = (id: string, value: number) => ({ kpi: id, current: { value }, points: [] });
    ada.say(subscribe('kpi:a'));
    eve.say(subscribe('kpi:*'));
    live.publish('kpi', [kpi('a', 1), kpi('b', 1)]);
    [ada, eve].forEach((one) => one.news());

    live.publish('kpi', [kpi('a', 1), kpi('b', 2)]);

    expect(ada.news()).toEqual([]);
    expect(eve.news()).toEqual([delta('kpi:*', [0, 1], [kpi('b', 2)])]);
  });

  it('asks for nothing, and keeps nothing, while nobody follows', () => {
    const { live, wanted, client } = open();
    const ada = client();
    ada.say(subscribe('alerts'));
    live.publish('alerts', [alert('1')]);
    ada.close();
    expect(live.wants('alerts')).toBe(false);
    live.publish('alerts', [alert('2')]);

    const eve = client('eve');
    eve.news();
    eve.say(subscribe('alerts'));

    // What was known is old: it is read again first.
    expect([eve.news(), wanted]).toEqual([[], ['alerts', 'alerts']]);
    live.publish('alerts', [alert('3')]);
    expect(eve.news()).toEqual([snapshot('alerts', 1, [alert('3')])]);
  });

  it('goes on with deltas where a client stands, and tells it whole where too many are gone', () => {
    const { live, client } = open({ ring: { entries: 2, characters: 10_000 } });
    const ada = client();
    ada.say(subscribe('alerts'));
    for (let n = 0; n <= 3; n += 1) live.publish('alerts', [alert(`${n}`)]);
    const resumed = (epoch: string, sequence: number) => {
      const eve = client('eve');
      eve.news();
      eve.say({ ...subscribe('alerts'), resume: { epoch, sequence } });
      const [next] = eve.told;
      eve.close();
      return next && 'sequence' in next ? [next.type, next.sequence] : 'nothing';
    };

    expect(resumed('run', 3)).toBe('nothing');
    expect(resumed('run', 1)).toEqual(['delta', 2]);
    expect(resumed('run', 0)).toEqual(['snapshot', 3]);
    expect(resumed('run', 4)).toEqual(['snapshot', 3]);
    expect(resumed('another run', 2)).toEqual(['snapshot', 3]);
  });

  it('makes nothing for a client that does not read, and tells it whole when it reads again', () => {
    const { live, client } = open();
    const ada = client();
    ada.say(subscribe('alerts', 'stages'));
    live.publish('alerts', [alert('1')]);
    live.publish('stages', []);
    ada.news();
    ada.state.room = false;
    for (let n = 0; n < 1_000; n += 1) live.publish('alerts', [alert(`${n}`)]);
    ada.connection?.heartbeat();
    expect(ada.news()).toEqual([]);

    ada.state.room = true;
    ada.connection?.pump();

    expect(ada.news()).toEqual([snapshot('alerts', 1_000, [alert('999')])]);
  });

  it('confirms in a heartbeat what every topic has been sent, and no more', async () => {
    const { clock, live, client } = open();
    const ada = client();
    ada.say(subscribe('alerts'));
    for (const id of ['1', '2', '3']) live.publish('alerts', [alert(id)]);
    await clock.advance(2_000);
    const beat = (one: ReturnType<typeof client>) => {
      one.news();
      one.say({ type: 'ping' });
      return one.news();
    };
    const serverTime = '2026-11-23T14:00:02.000Z';
    expect(beat(ada)).toEqual([['heartbeat', { serverTime, sequence: 2 }]]);

    const eve = client('eve');
    expect(beat(eve)).toEqual([['heartbeat', { serverTime, sequence: 0 }]]);
    eve.say(subscribe('alerts'));
    expect(beat(eve)).toEqual([['heartbeat', { serverTime, sequence: 2 }]]);
    // A topic that waits to be read leaves what a client may have of it unconfirmed.
    eve.say(subscribe('kpi:*'));
    live.publish('alerts', [alert('4')]);
    expect(beat(eve)).toEqual([['heartbeat', { serverTime, sequence: 2 }]]);
    eve.say({ ...subscribe('stages'), resume: { epoch: 'run', sequence: 1 } });
    expect(beat(eve)).toEqual([['heartbeat', { serverTime, sequence: 0 }]]);
    live.publish('stages', []);
    live.publish('kpi', []);
    expect(beat(eve)).toEqual([['heartbeat', { serverTime, sequence: 3 }]]);
  });

  it('tells nothing more of a topic that is left', () => {
    const { live, client } = open();
    const ada = client();
    ada.say(subscribe('alerts', 'stages'));
    ada.say({ type: 'unsubscribe', topics: ['alerts'] });
    ada.news();
    expect([live.wants('alerts'), live.wants('stages')]).toEqual([false, true]);
    live.publish('alerts', [alert('1')]);
    expect(ada.news()).toEqual([]);
  });
});

describe('the hub refuses', () => {
  const refused = ({ told, state }: ReturnType<ReturnType<typeof open>['client']>) => [
    state.closed?.[0],
    told.at(-1),
  ];

  it.each([
    ['what is no JSON', 'hello', /JSON/],
    ['what is no message', { type: 'sing' }, /type/],
    ['a message with more in it', { type: 'ping', topics: [] }, /subscribe, unsubscribe and ping/],
    ['what is no topic', subscribe('everything'), /topics\.0 \(no topic/],
    ['no topic at all', subscribe(), /topics/],
    ['a KPI that is not there', subscribe('kpi:c'), /no KPI for the topic kpi:c; GET \/metrics/],
    ['a kind that is not served', subscribe('ledger'), /no topic ledger; there are kpi:<id>, alerts, stages/],
    [
      'a sequence that cannot be',
      { ...subscribe('alerts'), resume: { epoch: 'run', sequence: -1 } },
      /sequence/,
    ],
  ])('%s', (_what, message, detail) => {
    const { client } = open();
    const ada = client();
    ada.say(message);
    expect(refused(ada)).toEqual([1008, { type: 'error', detail: expect.stringMatching(detail) as string }]);
    // Whatever else comes is not looked at.
    ada.say({ type: 'ping' });
    expect(ada.told.at(-1)?.type).toBe('error');
  });

  it('more topics than one connection may follow', () => {
    const kpis = Array.from({ length: MOST_TOPICS }, (_, n) => `k${n}`);
    const { client } = open({ kpis });
    const ada = client();
    ada.say(subscribe(...kpis.map((kpi) => `kpi:${kpi}`)));
    ada.say(subscribe(...kpis.slice(0, 3).map((kpi) => `kpi:${kpi}`)));
    expect(ada.state.closed).toBeUndefined();
    ada.say(subscribe('alerts'));
    expect(refused(ada)).toMatchObject([1008, { detail: expect.stringContaining('64 topics') as string }]);
  });

  it('more messages than a second may bring', async () => {
    const { clock, client } = open({ messagesPerSecond: 3 });
    const ada = client();
    for (let n = 0; n < 3; n += 1) ada.say({ type: 'ping' });
    await clock.advance(1_000);
    for (let n = 0; n < 3; n += 1) ada.say({ type: 'ping' });
    expect(ada.state.closed).toBeUndefined();
    ada.say({ type: 'ping' });
    expect(refused(ada)).toMatchObject([1008, { detail: expect.stringContaining('3 messages') as string }]);
  });

  it('more connections than one may have, and than there may be, until some are closed', () => {
    const { client } = open({ connections: { all: 3, perSubject: 2 } });
    const first = client();
    client();
    expect(refused(client())).toMatchObject([1013, { detail: expect.stringContaining('2 live') as string }]);
    client('eve');
    expect(refused(client('bob'))).toMatchObject([
      1013,
      { detail: expect.stringContaining('3 live') as string },
    ]);
    first.close();
    expect(client('bob').state.closed).toBeUndefined();
  });
});
