import type { LedgerLine } from '@dataforge/api-client';
import { prepareRates } from './prepare-rates.ts';

const minute = (time: string, stage: 'land' | 'refine', accepted: number, inFlight: number) =>
  ({ stage, minute: time, accepted, inFlight }) as LedgerLine;

describe('the rates of the stages', () => {
  const from = Date.parse('2026-11-23T14:00:00Z');

  it('are those of the last whole minute; the open one is drawn apart', () => {
    const rates = prepareRates(
      [
        minute('2026-11-23T14:01:00Z', 'refine', 120, 0),
        minute('2026-11-23T14:01:00Z', 'refine', 60, 60),
        minute('2026-11-23T14:01:00Z', 'land', 180, 0),
        minute('2026-11-23T14:02:00Z', 'refine', 30, 30),
      ],
      { from, to: from + 150_000 },
    );

    expect(rates.accept.perSecond).toBe(3);
    expect(rates.refine.perSecond).toBe(2);
    expect(rates.land.perSecond).toBe(3);
    expect(rates.accept.points.map(({ value, partial }) => [value, partial])).toEqual([
      [0, false],
      [3, false],
      [0.5, true],
    ]);
  });

  it('are unknown before a minute is whole', () => {
    expect(prepareRates([], { from, to: from + 30_000 }).accept.perSecond).toBeNull();
  });
});
