import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertWritable } from './open-data-dir.ts';
import { StartFailure } from './start-failure.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dataforge-data-dir-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the data directory', () => {
  it('is made with the ones above it, each for its owner alone, and may be there already', () => {
    const dataDir = join(folder, 'a', 'b', 'data');
    assertWritable(dataDir);
    assertWritable(dataDir);
    for (const path of [join(folder, 'a'), join(folder, 'a', 'b'), dataDir])
      expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('cannot be a file, nor below one', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const dataDir of [file, join(file, 'data'), join(file, 'a', 'data')])
      expect(() => assertWritable(dataDir)).toThrow(StartFailure);
  });
});
