import { answerCache, type HeldAnswer } from './answer-cache.ts';

const answer = (bytes: number): HeldAnswer => ({
  rows: {
    columns: [],
    rows: [],
    more: false,
    bytes,
    gold: { version: '1', watermark: null, quarantinedShare: null },
  },
  askedAt: 0,
});

describe('the cache of answers', () => {
  it('lets the least recently used go when there is no room', () => {
    const cache = answerCache({ maxBytes: 33 });
    for (const question of ['a', 'b', 'c']) cache.put(question, answer(10));
    cache.get('a');

    cache.put('d', answer(10));

    expect(['a', 'b', 'c', 'd'].filter((question) => cache.get(question))).toEqual(['a', 'c', 'd']);
  });

  it('counts an answer once however often it is put', () => {
    const cache = answerCache({ maxBytes: 22 });
    cache.put('a', answer(10));
    for (let times = 0; times < 5; times += 1) cache.put('b', answer(10));

    expect(cache.get('a')).toBeDefined();
    expect(cache.get('b')).toBeDefined();
  });

  it('does not keep what is larger than all of it, and lets its older answer go', () => {
    const cache = answerCache({ maxBytes: 20 });
    cache.put('a', answer(5));
    cache.put('b', answer(5));

    cache.put('a', answer(100));

    expect(cache.get('a')).toBeUndefined();
    expect(cache.get('b')).toBeDefined();
  });
});
