import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileProducts, describeFault, type Product, type Products } from '../index.ts';
import { readProductFolder } from '../adapters/fs/index.ts';

const libs = fileURLToPath(new URL('../../..', import.meta.url));

/** The products of this workspace, compiled from their folders. */
export function compiledProducts(): Products {
  const folders = readdirSync(libs)
    .map((name) => join(libs, name, 'product'))
    .filter((folder) => existsSync(folder));
  const compiled = compileProducts(folders.map(readProductFolder));
  if (!compiled.ok) throw new Error(compiled.error.map(describeFault).join('\n'));
  return compiled.value;
}

export function compiledProduct(name: string): Product {
  const product = compiledProducts().products.find((candidate) => candidate.name === name);
  if (!product) throw new Error(`No product is called ${name}`);
  return product;
}
export * from './table-catalogue-contract.ts';
