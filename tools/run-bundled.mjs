import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, workspaceRoot } from './install.mjs';

/** Bundles a TypeScript entry of the workspace, and the server beside it, and runs the entry in this process. */
export async function runBundled(entry, name) {
  await ensureInstalled();
  const { bundleServer, bundle } = await import('./bundle.mjs');
  await bundleServer();
  const outfile = join(workspaceRoot, 'dist', name, 'main.mjs');
  await bundle(join(workspaceRoot, entry), outfile);
  process.env.DATAFORGE_WORKSPACE = workspaceRoot;
  await import(pathToFileURL(outfile).href);
}
