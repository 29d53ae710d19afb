import { dropped, follow, newClient, received, unfollow, type LiveClient } from './live-client.ts';
import type { ServerMessage } from '../protocol/index.ts';

const hello = (epoch: string): ServerMessage => ({
  type: 'hello',
  epoch,
  serverTime: '2026-11-23T14:00:00.000Z',
  heartbeatMs: 10_000,
});
const snapshot = (topic: string, sequence: number, ...ids: string[]): ServerMessage => ({
  type: 'snapshot',
  topic,
  sequence,
  data: { items: ids.map((id) => ({ id })) },
});
const delta = (previous: number, sequence: number, id: string): ServerMessage => ({
  type: 'delta',
  topic: 'alerts',
  previous,
  sequence,
  data: { upserted: [{ id }], removed: [] },
});

/** A client that took these messages, and what it said to the last. */
function after(client: LiveClient, ...messages: ServerMessage[]) {
  let step = { client, send: [] as readonly unknown[] };
  for (const message of messages) step = received(step.client, message);
  return { ...step, ids: [...(step.client.topics.get('alerts')?.items.keys() ?? [])] };
}

const following = follow(newClient, ['alerts']).client;

describe('a live client', () => {
  it('asks for what it follows once it is greeted', () => {
    expect(follow(newClient, ['alerts']).send).toEqual([]);
    const greeted = after(following, hello('run'));
    expect(greeted.send).toEqual([{ type: 'subscribe', topics: ['alerts'] }]);
    expect(follow(greeted.client, ['alerts', 'stages']).send).toEqual([
      { type: 'subscribe', topics: ['stages'] },
    ]);
    expect(follow(greeted.client, ['alerts']).send).toEqual([]);
    expect(unfollow(greeted.client, ['alerts', 'ledger']).send).toEqual([
      { type: 'unsubscribe', topics: ['alerts'] },
    ]);
  });

  it('takes a delta once, and none before the snapshot', () => {
    const early = after(following, hello('run'), delta(0, 1, 'a'));
    expect(early.ids).toEqual([]);
    const told = after(
      early.client,
      snapshot('alerts', 1, 'a'),
      delta(1, 2, 'b'),
      delta(1, 2, 'b'),
      delta(0, 1, 'c'),
    );
    expect([told.ids, told.send]).toEqual([['a', 'b'], []]);
  });

  it('asks for a topic anew where it has missed a delta, and shows what it has meanwhile', () => {
    const told = after(following, hello('run'), snapshot('alerts', 1, 'a'), delta(2, 3, 'c'));
    expect([told.ids, told.send]).toEqual([['a'], [{ type: 'subscribe', topics: ['alerts'] }]]);
    expect(after(told.client, delta(3, 4, 'd')).ids).toEqual(['a']);
    expect(after(told.client, snapshot('alerts', 4, 'c', 'd')).ids).toEqual(['c', 'd']);
  });

  it('goes on from what it knows for sure in the same run of the server', () => {
    const both = follow(following, ['stages', 'ledger']).client;
    const told = after(
      both,
      hello('run'),
      snapshot('alerts', 3, 'a'),
      snapshot('stages', 5),
      delta(3, 7, 'b'),
    );
    expect(after(dropped(told.client), hello('run')).send).toEqual([
      { type: 'subscribe', topics: ['alerts', 'stages'], resume: { epoch: 'run', sequence: 5 } },
      { type: 'subscribe', topics: ['ledger'] },
    ]);
    const beat = received(told.client, {
      type: 'heartbeat',
      serverTime: '2026-11-23T14:00:10.000Z',
      sequence: 7,
    }).client;
    expect(beat.serverTime).toBe('2026-11-23T14:00:10.000Z');
    expect(after(dropped(beat), hello('run')).send[0]).toMatchObject({ resume: { sequence: 7 } });
  });

  it('begins again in another run, and shows what it has meanwhile', () => {
    const told = after(following, hello('run'), snapshot('alerts', 9, 'a'));
    const again = after(dropped(told.client), hello('another'));
    expect([again.ids, again.send]).toEqual([['a'], [{ type: 'subscribe', topics: ['alerts'] }]]);
    expect(after(again.client, snapshot('alerts', 0, 'b'), delta(0, 1, 'c')).ids).toEqual(['b', 'c']);
  });

  it('keeps the reason of a refusal until it is greeted again', () => {
    const refused = after(following, hello('run'), { type: 'error', detail: 'There is no topic alerts.' });
    expect(refused.client.fault).toBe('There is no topic alerts.');
    expect(after(dropped(refused.client), hello('run')).client.fault).toBeNull();
  });
});
