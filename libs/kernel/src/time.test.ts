import fc from 'fast-check';
import { parseRfc3339, toRfc3339 } from './time.ts';

describe('RFC 3339 times', () => {
  it.each([
    ['2026-11-23T14:32:00Z', Date.UTC(2026, 10, 23, 14, 32)],
    ['2026-11-23t14:32:00.1239z', Date.UTC(2026, 10, 23, 14, 32, 0, 123)],
    ['2026-11-23T16:32:00+02:00', Date.UTC(2026, 10, 23, 14, 32)],
    ['2026-11-23T09:02:00-05:30', Date.UTC(2026, 10, 23, 14, 32)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['0001-01-01T00:00:00Z', -62135596800000],
  ])('reads %s', (text, ms) => {
    expect(parseRfc3339(text)).toBe(ms);
  });

  it.each([
    '2026-11-23',
    '2026-11-23T14:32:00',
    '2026-11-23 14:32:00Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T14:60:00Z',
    '2026-11-23T14:32:00+25:00',
    '2026-11-23T14:32:00.Z',
    '20261123T143200Z',
    '',
  ])('refuses %j', (text) => {
    expect(parseRfc3339(text)).toBeUndefined();
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) }), (ms) => {
        fc.pre(ms >= -62135596800000);
        expect(parseRfc3339(toRfc3339(ms))).toBe(ms);
      }),
    );
  });
});
