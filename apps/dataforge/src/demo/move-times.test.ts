import fc from 'fast-check';
import { parseRfc3339, toRfc3339 } from '@dataforge/kernel';
import { moveTimes, newestTime } from './move-times.ts';

const year = 365 * 86_400_000;
const time = fc.integer({ min: 10 * year, max: 30 * year });
const payloadOf = (times: readonly number[]) => ({
  deep: times.map((ms) => ({ updated_at: toRfc3339(ms) })),
});

describe('moving the times of a payload', () => {
  it('keeps all distances, but lets nothing come after the last', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), time, time, fc.nat(1_000), (times, from, to, room) => {
        const moved = moveTimes(payloadOf(times), { from, to, last: to + room }) as ReturnType<
          typeof payloadOf
        >;

        const after = moved.deep.map((entry) => parseRfc3339(entry.updated_at));
        expect(after).toEqual(times.map((ms) => Math.min(to + room, ms - from + to)));
      }),
    );
  });

  it('leaves everything else as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), time, (payload, to) => {
        fc.pre(!/\d{4}-\d\d-\d\d[Tt]/.test(JSON.stringify(payload)));

        expect(moveTimes(payload, { from: 0, to, last: to })).toEqual(payload);
        expect(newestTime(payload)).toBeUndefined();
      }),
    );
  });

  it('finds the newest, wherever it is', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), (times) => {
        expect(newestTime({ ...payloadOf(times), on: '2019-05-15' })).toBe(Math.max(...times));
      }),
    );
  });
});
