import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/** Chunks of bundles before the last are kept so long: a process that runs may load one yet. */
const CHUNKS_KEPT_MS = 24 * 3_600_000;

/**
 * Bundles one entry; what it imports only in some cases are chunks beside it, named by their content. Renamed into place,
 * the entry last, so that two who bundle at once do no harm.
 */
export async function bundle(entry, outfile) {
  const folder = dirname(outfile);
  const draft = `${outfile}.${process.pid}`;
  await build({
    entryPoints: [{ in: entry, out: basename(outfile, '.mjs') }],
    outdir: draft,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'chunk-[hash]',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
    plugins: [ownPackagesOnly],
  });
  const chunks = readdirSync(draft).filter((name) => name !== basename(outfile));
  for (const name of [...chunks, basename(outfile)]) renameSync(join(draft, name), join(folder, name));
  rmSync(draft, { recursive: true });
  const old = readdirSync(folder).filter((name) => name.startsWith('chunk-') && !chunks.includes(name));
  for (const name of old)
    if (modifiedAt(join(folder, name)) < Date.now() - CHUNKS_KEPT_MS)
      rmSync(join(folder, name), { force: true });
}

/** The folders that hold a data product. */
const productFolders = () =>
  readdirSync(join(workspaceRoot, 'libs'))
    .map((name) => join('libs', name, 'product'))
    .filter((folder) => existsSync(join(workspaceRoot, folder)))
    .sort();

/** Checks the product folders and compiles them into one file. */
export async function compileProducts(outfile) {
  const compiler = join(dist, 'compile-products', `main.${process.pid}.mjs`);
  await bundle(join(workspaceRoot, 'libs/products/src/adapters/fs/compile-main.ts'), compiler);
  const args = [compiler, outfile, ...productFolders()];
  const [status] = await once(
    spawn(process.execPath, args, { cwd: workspaceRoot, stdio: ['ignore', 2, 2] }),
    'close',
  );
  rmSync(compiler, { force: true });
  if (status !== 0) process.exit(1);
}

const modifiedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** When a source of the libraries or in `own` changed last, ms since the epoch; a folder's own time tells of files that went. */
function newestChange(...own) {
  const libraries = readdirSync(join(workspaceRoot, 'libs')).map((name) => `libs/${name}`);
  const alone = ['package-lock.json', 'libs', ...libraries].map((name) => join(workspaceRoot, name));
  const folders = ['tools', ...own]
    .concat(libraries.flatMap((name) => [`${name}/src`, `${name}/product`, `${name}/schema`]))
    .map((name) => join(workspaceRoot, name))
    .filter((folder) => existsSync(folder));
  const within = folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder, { recursive: true }).map((entry) => join(folder, entry)),
  ]);
  return Math.max(...[...alone, ...within].map(modifiedAt));
}

/** Compiles the products and bundles the server, unless that is done already; returns the bundle's path. */
export async function bundleServer() {
  const server = join(dist, 'dataforge', 'main.mjs');
  const products = join(dist, 'products.json');
  const changed = newestChange('apps/dataforge/src');
  if (modifiedAt(server) > changed && modifiedAt(products) > changed) return server;
  const begun = new Date();
  await Promise.all([
    compileProducts(products),
    bundle(join(workspaceRoot, 'apps/dataforge/src/main.ts'), server),
  ]);
  // They hold the sources as of then; what was edited meanwhile is newer.
  for (const output of [server, products]) utimesSync(output, begun, begun);
  return server;
}

/** Builds the dashboard into the folder that the server serves, unless that is done already. */
export async function bundleDashboard() {
  const folder = join(dist, 'dashboard');
  const page = join(folder, 'index.html');
  if (modifiedAt(page) > newestChange('apps/dashboard/src', 'apps/dashboard/public')) return;
  const begun = new Date();
  const { build: buildPages } = await import('vite');
  await buildPages({ root: join(workspaceRoot, 'apps/dashboard'), logLevel: 'error' });
  utimesSync(page, begun, begun);
}
