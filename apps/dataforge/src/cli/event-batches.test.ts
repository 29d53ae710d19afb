import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchesOf } from './event-batches.ts';
import { CliFailure } from './exit.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'dataforge-batches-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function batches(text: string): Promise<readonly (readonly string[])[]> {
  const file = join(folder, 'events');
  writeFileSync(file, text);
  const all: (readonly string[])[] = [];
  for await (const batch of batchesOf(file)) all.push(batch);
  return all;
}

const MIB = 1024 * 1024;

describe('the batches of a file', () => {
  it('are its lines, without the blank ones, at most five hundred together', async () => {
    const lines = Array.from({ length: 1_001 }, (_, n) => `{"n":${n}}`);
    const read = await batches(`\r\n${lines.join('\r\n \n')}\n`);
    expect(read.map((batch) => batch.length)).toEqual([500, 500, 1]);
    expect(read.flat()).toEqual(lines);
    expect(await batches('\n')).toEqual([]);
  });

  it('are cut where their text would be too much, and an event that is too much is alone', async () => {
    const sizes = [3, 3, 3, 20, 1, 1].map((size) => JSON.stringify('x'.repeat(size * MIB)));
    expect((await batches(sizes.join('\n'))).map((batch) => batch.length)).toEqual([2, 1, 1, 2]);
  });

  it('are the elements of a JSON array as they are written, a line each', async () => {
    const read = await batches('\n [{ "n": 12345678901234567890.10,\n "s": "],[" },\n{"n":2}]\n');
    expect(read).toEqual([['{ "n": 12345678901234567890.10,  "s": "],[" }', '{"n":2}']]);
    expect(await batches('[ ]')).toEqual([]);
  });

  it.each(['[{"n":1},{"n":2}', '[1,,2]', '[1,]', '[1] 2', '['])('are none of %j', async (text) => {
    await expect(batches(text)).rejects.toThrow(/begins like a JSON array and is none/);
  });

  it('are none of a file that cannot be read', async () => {
    const read = batchesOf(join(folder, 'nowhere')).next();
    await expect(read).rejects.toThrow(CliFailure);
    await expect(read).rejects.toThrow(/nowhere cannot be read/);
  });
});
