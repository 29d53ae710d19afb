import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { compileProducts, describeFault } from '../../index.ts';
import { readProductFolder } from './index.ts';

const [outFile, ...folders] = process.argv.slice(2);
if (outFile === undefined || folders.length === 0) {
  process.stderr.write('usage: compile-products <products.json> <product folder>…\n');
  process.exit(2);
}
const compiled = compileProducts(folders.map(readProductFolder));
if (!compiled.ok) {
  process.stderr.write(
    `The products cannot be compiled:\n${compiled.error.map((f) => `  - ${describeFault(f)}\n`).join('')}`,
  );
  process.exit(1);
}
mkdirSync(dirname(outFile), { recursive: true });
// Renamed into place, so that whoever reads beside this never sees half a file.
const draft = `${outFile}.${process.pid}`;
writeFileSync(draft, JSON.stringify(compiled.value));
renameSync(draft, outFile);
