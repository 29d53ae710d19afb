import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

export const workspaceRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Bundles a TypeScript entry of the workspace and runs it in this process. */
export async function runBundled(entry, name) {
  await ensureInstalled();
  const { bundleServer, bundle } = await import('./bundle.mjs');
  await bundleServer();
  const outfile = join(workspaceRoot, 'dist', name, 'main.mjs');
  mkdirSync(dirname(outfile), { recursive: true });
  await bundle(join(workspaceRoot, entry), outfile);
  process.env.DATAFORGE_WORKSPACE = workspaceRoot;
  await import(pathToFileURL(outfile).href);
}
