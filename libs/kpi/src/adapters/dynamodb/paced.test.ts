import { simulatedClock } from '@dataforge/testkit';
import { kpiPoint } from '../../testing/index.ts';
import { paced } from './paced.ts';

const at = (sequence: number, rest = {}) => kpiPoint(60_000, sequence, { sequence, ...rest });

function open(fails: () => boolean = () => false) {
  const clock = simulatedClock(1_000_000);
  const written: { at: number; points: readonly string[] }[] = [];
  const write = paced(
    {
      clock,
      write: async (points) => {
        if (fails()) throw new Error('throttled');
        const named = points.map(({ kpi, bucket, sequence }) => `${kpi}/${bucket}/${sequence}`);
        written.push({ at: clock.now() - 1_000_000, points: named });
      },
    },
    1_000,
  );
  return { clock, written, write };
}

describe('writing at a pace', () => {
  it('writes at once what was not written for a second, and then the newest of each point once a second', async () => {
    const { clock, written, write } = open();
    await write([at(1)]);
    await clock.advance(300);
    const writes = [write([at(3), at(1, { bucket: 0 })]), write([at(4)]), write([at(2)])];
    await clock.advance(700);
    await Promise.all(writes);
    const another = write([at(5)]);
    await clock.advance(5_000);
    await another;

    expect(written).toEqual([
      { at: 0, points: ['telemetry.readings/60000/1'] },
      { at: 1_000, points: ['telemetry.readings/60000/4', 'telemetry.readings/0/1'] },
      { at: 2_000, points: ['telemetry.readings/60000/5'] },
    ]);
  });

  it('does not let one KPI wait for another', async () => {
    const { clock, written, write } = open();
    await write([at(1)]);
    await write([at(1, { kpi: 'telemetry.devices' })]);
    expect(written.map((one) => one.at)).toEqual([0, 0]);
    expect(clock.now()).toBe(1_000_000);
  });

  it('resolves only once what was given is written, and fails for all who wait for it', async () => {
    let failing = false;
    const { clock, written, write } = open(() => failing);
    await write([at(1)]);
    let done = false;
    const waiting = write([at(2)]).then(() => (done = true));
    await clock.advance(999);
    expect(done).toBe(false);
    await clock.advance(1);
    await waiting;
    failing = true;
    const both = [write([at(3)]), write([at(4)])];
    const outcomes = Promise.allSettled(both);
    await clock.advance(1_000);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failing = false;
    const again = write([at(4)]);
    await clock.advance(1_000);
    await again;
    expect(written.map(({ points }) => points.length)).toEqual([1, 1, 1]);
  });
});
