import { sharedRead } from './shared-read.ts';

/** A read that ends when it is told to, and answers how many began before it. */
function steppedReads() {
  const begun: { end: (fails?: boolean) => void }[] = [];
  const read = () =>
    new Promise<number>((resolve, reject) => {
      const number = begun.length;
      begun.push({ end: (fails) => (fails ? reject(new Error(`read ${number}`)) : resolve(number)) });
    });
  return { begun, shared: sharedRead(read) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a shared read', () => {
  it('is one for those who come before it begins, and another for those who come later', async () => {
    const { begun, shared } = steppedReads();
    const first = [shared(), shared()];
    await settled();
    const late = [shared(), shared()];
    await settled();
    expect(begun).toHaveLength(1);

    begun[0]?.end();
    await settled();
    begun[1]?.end();

    expect(await Promise.all(first)).toEqual([0, 0]);
    expect(await Promise.all(late)).toEqual([1, 1]);
    expect(begun).toHaveLength(2);
  });

  it('that fails is a failure of its own callers alone', async () => {
    const { begun, shared } = steppedReads();
    const first = shared();
    await settled();
    const second = shared();

    begun[0]?.end(true);

    await expect(first).rejects.toThrow('read 0');
    await settled();
    begun[1]?.end();
    expect(await second).toBe(1);
  });
});
