import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb, type LmdbClient, type LmdbDatabase } from './index.ts';

describe('an LMDB environment', () => {
  let path: string;
  let client: LmdbClient;
  let numbers: LmdbDatabase<number, [string, number]>;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'lmdb-'));
    client = openLmdb({ path });
    numbers = client.openDB({ name: 'numbers', encoding: 'json' });
  });
  afterEach(async () => {
    await client.close();
    rmSync(path, { recursive: true });
  });

  it('removes a range whole, however long, and nothing beside it', async () => {
    await client.batch(() => {
      for (let n = 0; n < 12_000; n += 1) numbers.put(['a', n], n);
      numbers.put(['b', 0], 0);
    });

    await client.removeRange(numbers, { start: ['a', 1], end: ['a', 11_999] });

    expect([...numbers.getKeys()]).toEqual([
      ['a', 0],
      ['a', 11_999],
      ['b', 0],
    ]);
  });

  it('gives back what the work of a transaction throws, as it came', async () => {
    const bug = new Error('a bug');
    const throwing = () => {
      throw bug;
    };

    await expect(client.transaction(throwing)).rejects.toBe(bug);
    await expect(client.batch(throwing)).rejects.toBe(bug);
  });
});
