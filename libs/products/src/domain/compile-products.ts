import { createHash } from 'node:crypto';
import { canonicalJson, err, ok, type Json, type Result } from '@dataforge/kernel';
import { compileProduct, type ProductFiles } from './compile-product.ts';
import type { ProductFault } from './fault.ts';
import type { Product, Products } from './product.ts';

export interface ProductFolder {
  readonly path: string;
  readonly files: ProductFiles;
}

/** Compiles all product folders into one checked, hashed document, or gives every fault of every folder. */
export function compileProducts(
  folders: readonly ProductFolder[],
): Result<Products, readonly ProductFault[]> {
  const faults: ProductFault[] = [];
  const products: Product[] = [];
  for (const { path, files } of folders) {
    const compiled = compileProduct(files);
    if (compiled.ok) products.push(compiled.value);
    else faults.push(...compiled.error.map((fault) => ({ ...fault, file: `${path}/${fault.file}` })));
  }
  for (const [what, of] of [
    ['name', (p: Product) => p.name],
    ['event type', (p: Product) => p.event.type],
    ['topic', (p: Product) => p.event.topic],
  ] as const) {
    const seen = products.map(of);
    for (const twice of new Set(seen.filter((value, i) => seen.indexOf(value) !== i)))
      faults.push({
        file: folders.map((folder) => folder.path).join(', '),
        place: '',
        detail: `two products have the ${what} ${twice}`,
      });
  }
  if (faults.length > 0) return err(faults);
  products.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha256')
    .update(canonicalJson(products as unknown as Json))
    .digest('hex');
  return ok({ hash, products });
}
