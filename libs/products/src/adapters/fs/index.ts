import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ProductFolder } from '../../index.ts';

/** Reads a product folder whole. */
export function readProductFolder(path: string): ProductFolder {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    return [relative(path, file).split(sep).join('/'), readFileSync(file, 'utf8')] as const;
  });
  return { path, files: new Map(files) };
}
