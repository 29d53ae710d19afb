import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, workspaceRoot } from './install.mjs';

/**
 * Bundles a TypeScript entry of the workspace, and the server beside it, and runs the entry in this process. With
 * `dashboard` the dashboard that the server serves is built too.
 */
export async function runBundled(entry, name, { dashboard = false } = {}) {
  await ensureInstalled();
  const { bundleServer, bundleDashboard, bundle } = await import('./bundle.mjs');
  await Promise.all([bundleServer(), dashboard && bundleDashboard()]);
  const outfile = join(workspaceRoot, 'dist', name, 'main.mjs');
  await bundle(join(workspaceRoot, entry), outfile);
  process.env.DATAFORGE_WORKSPACE = workspaceRoot;
  await import(pathToFileURL(outfile).href);
}
