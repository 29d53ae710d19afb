import fc from 'fast-check';
import { FIRST_INSTANT_MS, LAST_INSTANT_MS, parseRfc3339, toRfc3339 } from './time.ts';

describe('RFC 3339 times', () => {
  it.each([
    ['2026-11-23T14:32:00Z', Date.UTC(2026, 10, 23, 14, 32)],
    ['2026-11-23t14:32:00.1239z', Date.UTC(2026, 10, 23, 14, 32, 0, 123)],
    ['2026-11-23T16:32:00+02:00', Date.UTC(2026, 10, 23, 14, 32)],
    ['2026-11-23T09:02:00-05:30', Date.UTC(2026, 10, 23, 14, 32)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['0001-01-01T00:00:00Z', -62135596800000],
    ['0099-12-31T00:00:00Z', -59011545600000],
    ['1900-02-28T23:59:59.999999999-00:00', Date.UTC(1900, 1, 28, 23, 59, 59, 999)],
    ['2000-02-29T00:00:00.5Z', Date.UTC(2000, 1, 29, 0, 0, 0, 500)],
    ['0000-01-01T00:00:00Z', -62167219200000],
    ['0000-01-01T23:59:00+23:59', -62167219200000],
    ['9999-12-31T23:59:59.999Z', 253402300799999],
    ['9999-12-31T00:00:59.999-23:59', 253402300799999],
  ])('reads %s', (text, ms) => {
    expect(parseRfc3339(text)).toBe(ms);
  });

  it.each([
    '2026-11-23',
    '2026-11-23T14:32:00',
    '2026-11-23 14:32:00Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-11-23T14:32:61Z',
    '2026-11-23T14:32:00+02:60',
    '2026-11-23T14:32:00+0200',
    '2026-11-23T14:32:00Z ',
    ' 2026-11-23T14:32:00Z',
    '2026-11-23T14:32:00.1',
    '2026-11-23T14:3a:00Z',
    '-026-11-23T14:32:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T14:60:00Z',
    '2026-11-23T14:32:00+25:00',
    '2026-11-23T14:32:00.Z',
    '20261123T143200Z',
    '0000-01-01T00:00:00+00:01',
    '0000-01-01T23:58:59.999+23:59',
    '9999-12-31T23:59:60Z',
    '9999-12-31T23:59:59-23:59',
    '9999-12-31T00:01:00-23:59',
    '',
  ])('refuses %j', (text) => {
    expect(parseRfc3339(text)).toBeUndefined();
  });

  it('knows every date of the calendar, as Date does', () => {
    const part = (most: number) => fc.integer({ min: 0, max: most });
    fc.assert(
      fc.property(part(9999), part(13), part(32), (year, month, day) => {
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        const isOne = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        expect(parseRfc3339(`${text}T00:00:00Z`)).toBe(isOne ? date.getTime() : undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no text but those of its grammar', () => {
    const grammar = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
    const near = fc
      .tuple(fc.date({ min: new Date(0), noInvalidDate: true }), fc.nat(30), fc.string({ maxLength: 2 }))
      .map(([date, at, put]) => {
        const text = date.toISOString();
        return text.slice(0, at) + put + text.slice(at + 1);
      });
    fc.assert(
      fc.property(near, (text) => {
        if (parseRfc3339(text) !== undefined) expect(text).toMatch(grammar);
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST_INSTANT_MS, max: LAST_INSTANT_MS }), (ms) => {
        expect(parseRfc3339(toRfc3339(ms))).toBe(ms);
      }),
    );
  });
});
