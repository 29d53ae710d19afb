import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { workspaceRoot } from './install.mjs';

const dist = join(workspaceRoot, 'dist');

/** Our own packages are bundled from source; what comes from the registry stays outside. */
const ownPackagesOnly = {
  name: 'own-packages-only',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@dataforge/') ? undefined : { path, external: true },
    );
  },
};

/** Bundles one entry; renamed into place, so that two who bundle at once do no harm. */
export async function bundle(entry, outfile) {
  mkdirSync(dirname(outfile), { recursive: true });
  const draft = `${outfile}.${process.pid}.mjs`;
  await build({
    entryPoints: [entry],
    outfile: draft,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
    plugins: [ownPackagesOnly],
  });
  renameSync(draft, outfile);
}

/** The folders that hold a data product. */
export const productFolders = () =>
  readdirSync(join(workspaceRoot, 'libs'))
    .map((name) => join('libs', name, 'product'))
    .filter((folder) => existsSync(join(workspaceRoot, folder)))
    .sort();

async function compileProducts() {
  const compiler = join(dist, 'compile-products', `main.${process.pid}.mjs`);
  await bundle(join(workspaceRoot, 'libs/products/src/adapters/fs/compile-main.ts'), compiler);
  const args = [compiler, join(dist, 'products.json'), ...productFolders()];
  const { status } = spawnSync(process.execPath, args, { cwd: workspaceRoot, stdio: ['ignore', 2, 2] });
  rmSync(compiler, { force: true });
  if (status !== 0) process.exit(1);
}

/** Compiles the products and bundles the server; returns the bundle's path. */
export async function bundleServer() {
  const server = join(dist, 'dataforge', 'main.mjs');
  await Promise.all([compileProducts(), bundle(join(workspaceRoot, 'apps/dataforge/src/main.ts'), server)]);
  return server;
}
