import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileProducts } from './bundle.mjs';
import { workspaceRoot } from './install.mjs';

/** The products for the bundles that Nx makes; the server's own are compiled with it. */
const outfile = join(workspaceRoot, 'dist', 'compiled-products', 'products.json');
mkdirSync(dirname(outfile), { recursive: true });
await compileProducts(outfile);
