import { answerCacheContract, heldAnswer } from '../testing/answer-cache-contract.ts';
import { answerCache } from './answer-cache.ts';

answerCacheContract('in this process', async (maxBytes) => ({
  cache: answerCache({ maxBytes }),
  close: async () => undefined,
}));

describe('the cache of answers in this process', () => {
  it('lets the least recently used go when there is no room', async () => {
    const cache = answerCache({ maxBytes: 33 });
    for (const question of ['a', 'b', 'c']) await cache.put(question, heldAnswer(10));
    await cache.get('a');

    await cache.put('d', heldAnswer(10));

    const held = await Promise.all(['a', 'b', 'c', 'd'].map((question) => cache.get(question)));
    expect(held.map((answer) => answer !== undefined)).toEqual([true, false, true, true]);
  });

  it('counts an answer once however often it is put', async () => {
    const cache = answerCache({ maxBytes: 22 });
    await cache.put('a', heldAnswer(10));
    for (let times = 0; times < 5; times += 1) await cache.put('b', heldAnswer(10));

    expect(await cache.get('a')).toBeDefined();
    expect(await cache.get('b')).toBeDefined();
  });
});
