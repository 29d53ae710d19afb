import { simulatedClock } from '@dataforge/testkit';
import { hub, HUB_DEFAULTS } from '../domain/hub.ts';
import { refreshKind } from './refresh-kind.ts';

describe('refreshing a kind', () => {
  it('reads only what is followed, and takes a tenth of a second at the least', async () => {
    const clock = simulatedClock(0);
    const live = hub({ clock }, { ...HUB_DEFAULTS, epoch: 'run', kinds: ['alerts'], kpis: [] });
    const read: number[] = [];
    const feed = {
      snapshot: async () => [{ id: `${read.push(clock.now())}` }],
      onChanged: () => () => undefined,
    };
    const refresh = refreshKind({ hub: live, feed, clock }, 'alerts');
    await refresh();
    expect(read).toEqual([]);

    const told: string[] = [];
    const wire = { send: (text: string) => told.push(text), hasRoom: () => true, close: () => undefined };
    live.connect(wire, 'ada')?.receive('{"type":"subscribe","topics":["alerts"]}');
    let done = false;
    const refreshing = refresh().then(() => (done = true));
    await clock.advance(0);
    await clock.advance(99);
    expect([read, done, told.at(-1)]).toEqual([[0], false, expect.stringContaining('"items":[{"id":"1"}]')]);
    await clock.advance(1);
    await refreshing;
  });
});
