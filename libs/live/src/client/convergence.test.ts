import fc from 'fast-check';
import type { JsonObject } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { hub, HUB_DEFAULTS, type Connection, type Hub } from '../index.ts';
import {
  collectionOf,
  kindOf,
  serverMessageSchema,
  soleKeyOf,
  type ClientMessage,
  type Kind,
  type ServerMessage,
} from '../protocol/index.ts';
import { dropped, follow, newClient, received, unfollow, type Step } from './live-client.ts';

const KPIS = ['a.x', 'b.z'];
const TOPICS = ['kpi:*', 'kpi:a.x', 'kpi:b.z', 'alerts', 'ledger'];
const KINDS: readonly Kind[] = ['kpi', 'alerts', 'ledger'];
const at = (minute: number) => `2026-11-23T14:${String(minute).padStart(2, '0')}:00.000Z`;

/** What the server tells of, and can change while nobody looks. */
function changingSource() {
  const alerts = new Map<string, JsonObject>();
  const points = new Map<string, Map<string, number>>(KPIS.map((kpi) => [kpi, new Map()]));
  const ledger = { accepted: 0 };
  return {
    setAlert: (id: string, state: string | undefined) =>
      state === undefined ? alerts.delete(id) : alerts.set(id, { id, state }),
    setPoint(kpi: string, minute: number, value: number) {
      const series = points.get(kpi) as Map<string, number>;
      series.set(at(minute), value);
      // The newest three are told.
      for (const time of [...series.keys()].sort().slice(0, -3)) series.delete(time);
    },
    accept: () => (ledger.accepted += 1),
    items(kind: Kind): readonly JsonObject[] {
      if (kind === 'alerts') return [...alerts.values()];
      if (kind === 'ledger') return [{ product: 'a', stage: 'land', partition: 0, ...ledger }];
      return KPIS.map((kpi) => {
        const series = [...(points.get(kpi) as Map<string, number>)].sort(([a], [b]) => (a < b ? -1 : 1));
        const tail = series.map(([time, value]) => ({ time, value }));
        return { kpi, current: { value: tail.at(-1)?.value ?? null }, points: tail };
      });
    },
  };
}

/** One client and the server over a wire that is as slow as it is told to be, and loses all on its way when it drops. */
function world() {
  const source = changingSource();
  const clock = simulatedClock(Date.UTC(2026, 10, 23));
  let epochs = 0;
  let server: Hub;
  let asked = new Set<Kind>();
  let client = newClient;
  let connection: Connection | undefined;
  let other: Connection | undefined;
  const [toClient, toServer] = [[] as string[], [] as string[]];
  const seen = new Set<ServerMessage['type']>();

  function start() {
    epochs += 1;
    asked = new Set();
    server = hub(
      { clock },
      {
        ...HUB_DEFAULTS,
        epoch: `run ${epochs}`,
        kinds: KINDS,
        kpis: KPIS,
        ring: { entries: 5, characters: 2_000 },
        messagesPerSecond: Number.MAX_SAFE_INTEGER,
      },
    );
    server.onWanted((kind) => asked.add(kind));
  }
  start();

  function take({ client: next, send }: Step) {
    client = next;
    if (connection) toServer.push(...send.map((message: ClientMessage) => JSON.stringify(message)));
  }
  function drop() {
    connection?.closed();
    connection = undefined;
    toClient.length = 0;
    toServer.length = 0;
    client = dropped(client);
  }
  function connect() {
    if (connection) return;
    const wire = {
      send: (text: string) => void toClient.push(text),
      hasRoom: () => toClient.length < 3,
      close: () => {
        throw new Error(`the server refused a client that keeps the rules: ${toClient.at(-1)}`);
      },
    };
    connection = server.connect(wire, 'somebody');
  }
  /** Somebody else, who takes all: while they follow, deltas are made of which our client may hear nothing. */
  function befriend() {
    if (other) return;
    other = server.connect({ send: () => undefined, hasRoom: () => true, close: () => undefined }, 'other');
    other?.receive(JSON.stringify({ type: 'subscribe', topics: TOPICS }));
  }
  function leave() {
    other?.closed();
    other = undefined;
  }
  const changed = (kind: Kind) => server.wants(kind) && asked.add(kind);
  function publish() {
    for (const kind of asked) server.publish(kind, source.items(kind));
    asked.clear();
  }
  /** The client reads so many messages; each one read makes room. */
  function read(messages: number) {
    for (let n = 0; n < messages && toClient.length > 0; n += 1) {
      const message = serverMessageSchema.parse(JSON.parse(toClient.shift() as string));
      seen.add(message.type);
      take(received(client, message));
      connection?.pump();
    }
  }
  function serve(messages: number) {
    for (let n = 0; n < messages && toServer.length > 0; n += 1)
      connection?.receive(toServer.shift() as string);
  }
  return {
    source,
    seen,
    follow: (topic: string) => take(follow(client, [topic])),
    unfollow: (topic: string) => take(unfollow(client, [topic])),
    connect,
    drop,
    befriend,
    leave,
    restart: () => (drop(), leave(), start()),
    changed,
    publish,
    read,
    serve,
    heartbeat: () => connection?.heartbeat(),
    client: () => client,
    settle() {
      connect();
      do {
        serve(Infinity);
        publish();
        connection?.pump();
        read(Infinity);
      } while (toClient.length + toServer.length + asked.size > 0);
    },
  };
}

type World = ReturnType<typeof world>;
type Act = (world: World) => unknown;

const named = (name: string, act: Act): Act => Object.assign(act, { [fc.toStringMethod]: () => name });
const topic = fc.constantFrom(...TOPICS);

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(4).map((n) => named(`read ${n}`, (w) => w.read(n))) },
  { weight: 4, arbitrary: fc.nat(3).map((n) => named(`serve ${n}`, (w) => w.serve(n))) },
  { weight: 5, arbitrary: fc.constant(named('publish', (w) => w.publish())) },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.constantFrom(...KPIS), fc.nat(9), fc.nat(99)).map(([kpi, minute, value]) =>
      named(`point ${kpi} ${minute} ${value}`, (w) => {
        w.source.setPoint(kpi, minute, value);
        w.changed('kpi');
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('1', '2', '3'), fc.constantFrom('open', 'acknowledged', undefined))
      .map(([id, state]) =>
        named(`alert ${id} ${state}`, (w) => {
          w.source.setAlert(id, state);
          w.changed('alerts');
        }),
      ),
  },
  { weight: 2, arbitrary: fc.constant(named('accept', (w) => (w.source.accept(), w.changed('ledger')))) },
  { weight: 3, arbitrary: topic.map((name) => named(`follow ${name}`, (w) => w.follow(name))) },
  { weight: 1, arbitrary: topic.map((name) => named(`unfollow ${name}`, (w) => w.unfollow(name))) },
  { weight: 3, arbitrary: fc.constant(named('connect', (w) => w.connect())) },
  { weight: 2, arbitrary: fc.constant(named('drop', (w) => w.drop())) },
  { weight: 3, arbitrary: fc.constant(named('befriend', (w) => w.befriend())) },
  { weight: 1, arbitrary: fc.constant(named('leave', (w) => w.leave())) },
  { weight: 1, arbitrary: fc.constant(named('restart', (w) => w.restart())) },
  { weight: 2, arbitrary: fc.constant(named('heartbeat', (w) => w.heartbeat())) },
);

function expectSame(w: World): void {
  for (const [name, copy] of w.client().topics) {
    const kind = kindOf(name);
    const sole = soleKeyOf(name);
    const items = w.source.items(kind).filter((item) => sole === undefined || item['kpi'] === sole);
    // As JSON, which is what went over the wire.
    expect([name, new Map([...copy.items].sort())]).toEqual([
      name,
      new Map([...collectionOf(kind, items)].sort()),
    ]);
    expect(copy.sequence).not.toBeNull();
  }
}

describe('a client of live push', () => {
  it('ends in the state of the source, however it was dropped, resumed, slow or restarted under', () => {
    const seen = new Set<ServerMessage['type']>();
    fc.assert(
      fc.property(fc.array(acts, { minLength: 20, maxLength: 200, size: 'max' }), (sequence) => {
        const w = world();
        w.follow('kpi:*');
        w.connect();
        for (const act of sequence) act(w);
        w.settle();
        expectSame(w);
        for (const type of w.seen) seen.add(type);
      }),
      { numRuns: 400 },
    );
    expect([...seen].sort()).toEqual(['delta', 'heartbeat', 'hello', 'snapshot']);
  });
});
