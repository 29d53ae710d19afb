import { timeTicks, timeWithin } from './time-ticks.ts';

const at = (text: string) => Date.parse(text);

describe('the ticks of a time axis', () => {
  it('are round instants, no more than fit', () => {
    const ticks = timeTicks(at('2026-11-23T13:52:00Z'), at('2026-11-23T14:32:00Z'), 5);

    expect(ticks.map(({ label }) => label)).toEqual(['14:00', '14:10', '14:20', '14:30']);
  });

  it('name the day where it changes', () => {
    const ticks = timeTicks(at('2026-11-23T18:00:00Z'), at('2026-11-24T07:00:00Z'), 5);

    expect(ticks.map(({ label }) => label)).toEqual(['18:00', '21:00', '11-24', '03:00', '06:00']);
  });

  it('are days where the stretch is long', () => {
    const ticks = timeTicks(at('2026-11-01T00:00:00Z'), at('2026-12-01T00:00:00Z'), 6);

    expect(ticks.map(({ label }) => label)).toEqual(['11-05', '11-12', '11-19', '11-26']);
  });
});

it('an instant of several days says which', () => {
  const [from, time] = [at('2026-11-23T13:00:00Z'), at('2026-11-23T14:05:00Z')];

  expect(timeWithin(time, from, at('2026-11-23T15:00:00Z'))).toBe('14:05');
  expect(timeWithin(time, from, at('2026-11-24T13:00:00Z'))).toBe('11-23 14:05');
});
