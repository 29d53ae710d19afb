import { stepOf, stepsFor } from './prepare-steps.ts';

const HOUR = 3_600_000;

describe('the steps of a stretch', () => {
  it('are multiples of the grain that make neither one point nor thousands', () => {
    expect(stepsFor('minute', HOUR).map(({ text }) => text)).toEqual(['1m', '2m', '5m', '10m', '15m', '30m']);
    expect(stepsFor('hour', 24 * HOUR).map(({ text }) => text)).toEqual(['1h', '2h', '3h', '6h', '12h']);
    expect(stepsFor('minute', 30 * 24 * HOUR)[0]?.text).toBe('30m');
  });

  it('are the grain where the stretch is shorter than that', () => {
    expect(stepsFor('hour', HOUR / 4).map(({ text }) => text)).toEqual(['1h']);
  });

  it.each([
    [undefined, HOUR, '1m'],
    [undefined, 24 * HOUR, '10m'],
    ['5m', HOUR, '5m'],
    ['12h', HOUR, '1m'],
  ])('chosen as %s over %d ms mean %s', (chosen, span, text) => {
    expect(stepOf(chosen, stepsFor('minute', span), span).text).toBe(text);
  });
});
