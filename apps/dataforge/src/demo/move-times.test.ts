import fc from 'fast-check';
import { parseRfc3339, toRfc3339 } from '@dataforge/kernel';
import { moveTimes } from './move-times.ts';

const year = 365 * 86_400_000;
const time = fc.integer({ min: 0, max: 60 * year });
const now = fc.integer({ min: 40 * year, max: 60 * year });

describe('moving the times of a payload', () => {
  it('makes the newest now and keeps all distances', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), now, (times, at) => {
        const payload = { deep: times.map((ms) => ({ updated_at: toRfc3339(ms) })) };
        const moved = moveTimes(payload, at) as typeof payload;
        const after = moved.deep.map((entry) => parseRfc3339(entry.updated_at) as number);
        expect(Math.max(...after)).toBe(at);
        expect(after.map((ms) => ms - at)).toEqual(times.map((ms) => ms - Math.max(...times)));
      }),
    );
  });

  it('leaves everything else as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), now, (payload, at) => {
        fc.pre(!/\d{4}-\d\d-\d\d[Tt]/.test(JSON.stringify(payload)));
        expect(moveTimes(payload, at)).toEqual(payload);
      }),
    );
  });

  it('gives the same for the same, so that a repeat is the same delivery', () => {
    const payload = { at: '2019-05-15T15:20:18+02:00', ref: 'main', on: '2019-05-15' };
    expect(moveTimes(payload, 1_000)).toEqual({
      at: '1970-01-01T00:00:01.000Z',
      ref: 'main',
      on: '2019-05-15',
    });
    expect(moveTimes(payload, 1_000)).toEqual(moveTimes(payload, 1_000));
  });
});
