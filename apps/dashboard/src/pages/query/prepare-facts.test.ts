import type { QueryAnswer } from '@dataforge/api-client';
import { prepareFacts } from './prepare-facts.ts';

const now = Date.parse('2026-11-23T14:32:07Z');

const answer = (changes: Partial<QueryAnswer> = {}): QueryAnswer => ({
  columns: [{ name: 'n', type: 'integer' }],
  rows: [[1], [2]],
  rowCount: 2,
  watermark: '2026-11-23T14:31:37.000Z',
  quality: { quarantinedShare: 0.0142 },
  cached: false,
  cacheAgeMs: 0,
  elapsedMs: 14,
  ...changes,
});

describe('what is told beside an answer', () => {
  it('says how much it is to be trusted', () => {
    expect(prepareFacts([answer()], now)).toEqual({
      rows: '2',
      elapsed: '14 ms',
      watermark: { time: '14:31:37 UTC', behind: '30 s behind' },
      cache: 'fresh',
      quarantined: '1.42 % quarantined',
      clean: false,
    });
  });

  it('adds its pages up, and says that there is more', () => {
    const pages = [answer({ nextCursor: 'a' }), answer({ nextCursor: 'b', elapsedMs: 11_000 })];

    expect(prepareFacts(pages, now)).toMatchObject({ rows: '4 of more', elapsed: '11 s' });
  });

  it('gives the day of a watermark of another day, and none where nothing was read', () => {
    expect(prepareFacts([answer({ watermark: '2026-11-22T14:31:37Z' })], now).watermark).toEqual({
      time: '2026-11-22 14:31:37 UTC',
      behind: '1 d behind',
    });
    expect(prepareFacts([answer({ watermark: null })], now).watermark).toBeUndefined();
  });

  it.each([
    [{ quarantinedShare: 0 }, 'none quarantined', true],
    [{ quarantinedShare: 0.000001 }, '< 0.01 % quarantined', false],
    [null, undefined, false],
  ])('says of the quality %j: %s', (quality, quarantined, clean) => {
    expect(prepareFacts([answer({ quality })], now)).toMatchObject({ quarantined, clean });
  });

  it('says how old a cached answer is', () => {
    expect(prepareFacts([answer({ cached: true, cacheAgeMs: 41_400 })], now).cache).toBe('cached, 41 s old');
  });
});
