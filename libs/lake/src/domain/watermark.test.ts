import fc from 'fast-check';
import { MOST_AHEAD_MS, watermarkAfter } from './watermark.ts';

describe('the watermark of a partition', () => {
  it('is the largest event time read, minus the lateness', () => {
    expect(watermarkAfter(undefined, { eventTime: 1_000, appendedAt: 1_000 }, 300)).toBe(700);
    expect(watermarkAfter(700, { eventTime: 900, appendedAt: 1_000 }, 300)).toBe(700);
    expect(watermarkAfter(700, { eventTime: 1_100, appendedAt: 1_100 }, 300)).toBe(800);
  });

  it('is not moved by an event time too far ahead of its append', () => {
    expect(watermarkAfter(700, { eventTime: MOST_AHEAD_MS + 1_001, appendedAt: 1_000 }, 300)).toBe(700);
    expect(
      watermarkAfter(undefined, { eventTime: MOST_AHEAD_MS + 1_001, appendedAt: 1_000 }, 300),
    ).toBeUndefined();
    expect(watermarkAfter(700, { eventTime: MOST_AHEAD_MS + 1_000, appendedAt: 1_000 }, 300)).toBe(
      MOST_AHEAD_MS + 700,
    );
  });

  it('never goes back', () => {
    const records = fc.array(fc.record({ eventTime: fc.nat(10_000_000), appendedAt: fc.nat(10_000_000) }));
    fc.assert(
      fc.property(records, fc.nat(10_000), (read, lateness) => {
        let watermark: number | undefined;
        for (const record of read) {
          const after = watermarkAfter(watermark, record, lateness);
          expect(after ?? -Infinity).toBeGreaterThanOrEqual(watermark ?? -Infinity);
          watermark = after;
        }
      }),
    );
  });
});
