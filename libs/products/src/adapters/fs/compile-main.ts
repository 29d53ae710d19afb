import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '@dataforge/kernel';
import { compileProducts, describeFault, type ProductFolder } from '../../index.ts';
import { readProductFolder } from './index.ts';

const [outFile, ...paths] = process.argv.slice(2);
if (outFile === undefined || paths.length === 0) {
  process.stderr.write('usage: compile-products <products.json> <product folder>…\n');
  process.exit(2);
}
const faults: string[] = [];
const folders = paths.flatMap((path): readonly ProductFolder[] => {
  try {
    return [readProductFolder(path)];
  } catch (error) {
    faults.push(`${path}: cannot be read as a product folder (${messageOf(error)})`);
    return [];
  }
});
const compiled = compileProducts(folders);
if (!compiled.ok) faults.push(...compiled.error.map(describeFault));
if (!compiled.ok || faults.length > 0) {
  process.stderr.write(
    `The products cannot be compiled:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`,
  );
  process.exit(1);
}
mkdirSync(dirname(outFile), { recursive: true });
// Renamed into place, so that whoever reads beside this never sees half a file.
const draft = `${outFile}.${process.pid}`;
writeFileSync(draft, JSON.stringify(compiled.value));
renameSync(draft, outFile);
