import type { AnswerCache, HeldAnswer } from '../ports/answer-cache.ts';

export interface OpenAnswerCache {
  readonly cache: AnswerCache;
  readonly close: () => Promise<void>;
  /** Closes and opens the same data again, for caches that outlive their process. */
  readonly reopen?: () => Promise<AnswerCache>;
}

/** An answer whose one value is so large, and does not become much smaller when it is packed. */
export const heldAnswer = (bytes: number, askedAt = 0): HeldAnswer => {
  // A linear congruential generator: no two stretches of it are the same.
  let state = 7;
  const letters = Array.from({ length: bytes }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return String.fromCharCode(33 + ((state >> 8) % 90));
  });
  return {
    rows: {
      columns: [{ name: 'text', type: 'string' }],
      rows: [[letters.join('')]],
      more: false,
      bytes,
      gold: { version: '1', watermark: null, quarantinedShare: 0.25 },
    },
    askedAt,
  };
};

/** What every cache of answers keeps to; `open` gives an empty one that keeps no answer of more than so many bytes. */
export function answerCacheContract(
  adapterName: string,
  open: (maxBytes: number) => Promise<OpenAnswerCache>,
): void {
  describe(`answer cache: ${adapterName}`, () => {
    const MOST = 10_000;
    let opened: OpenAnswerCache;
    beforeEach(async () => void (opened = await open(MOST)));
    afterEach(() => opened.close());

    it('gives an answer back to its question, as it came, and to no other', async () => {
      const answer = heldAnswer(100, 1_800_000_000_123);
      await opened.cache.put('["a",{"device":"ä"}]', answer);

      expect(await opened.cache.get('["a",{"device":"ä"}]')).toEqual(answer);
      expect(await opened.cache.get('["a",{"device":"a"}]')).toBeUndefined();
    });

    it('replaces an answer', async () => {
      await opened.cache.put('a', heldAnswer(10, 1));
      await opened.cache.put('a', heldAnswer(10, 2));

      expect((await opened.cache.get('a'))?.askedAt).toBe(2);
    });

    it('does not keep what is too large, nor the older answer to that question', async () => {
      await opened.cache.put('a', heldAnswer(5));
      await opened.cache.put('b', heldAnswer(5));

      await opened.cache.put('a', heldAnswer(3 * MOST));

      expect(await opened.cache.get('a')).toBeUndefined();
      expect(await opened.cache.get('b')).toBeDefined();
    });

    it('takes a question of any length', async () => {
      const question = 'SELECT '.repeat(1_000);
      await opened.cache.put(question, heldAnswer(10));

      expect(await opened.cache.get(question)).toEqual(heldAnswer(10));
    });

    it('still knows an answer after it was opened again', async () => {
      if (!opened.reopen) return;
      await opened.cache.put('a', heldAnswer(10));

      expect(await (await opened.reopen()).get('a')).toEqual(heldAnswer(10));
    });
  });
}
