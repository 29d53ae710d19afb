import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

/** Installs and bundles what is needed and becomes the program, in this process: signals, pid and exit code are its own. */
export async function run(args) {
  await ensureInstalled();
  const { bundleServer } = await import('./bundle.mjs');
  const bundle = await bundleServer();
  const { main } = await import(pathToFileURL(bundle).href);
  await main(args);
}
