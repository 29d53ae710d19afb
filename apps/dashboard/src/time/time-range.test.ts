import { formatRange, instantsOf, parseRange, previousOf, spanText } from './time-range.ts';

describe('a time range in an address', () => {
  it.each(['15m', '1h', '36h', '30d', '2026-11-23T13:32:00.000Z..2026-11-23T14:32:00.000Z'])(
    'reads %s and writes it again',
    (text) => {
      const range = parseRange(text);

      expect(range && formatRange(range)).toBe(text === '36h' ? '36h' : text);
    },
  );

  it.each([
    '',
    '0m',
    '1y',
    '-1h',
    '1.5h',
    'yesterday',
    '2026-11-23T14:00:00Z..2026-11-23T13:00:00Z',
    '..',
    '99999h',
  ])('does not read %j', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it('is written as people write it', () => {
    expect(['15m', '1h', '30d', 'a..b'].map(spanText)).toEqual(['15 min', '1 h', '30 d', 'a..b']);
  });

  it('means the time up to now, and the one before it', () => {
    const now = Date.parse('2026-11-23T14:32:00Z');

    const instants = instantsOf({ kind: 'relative', ms: 3_600_000 }, now);

    expect(instants).toEqual({ from: now - 3_600_000, to: now });
    expect(previousOf(instants)).toEqual({ from: now - 7_200_000, to: now - 3_600_000 });
  });
});
