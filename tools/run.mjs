import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

/** Installs and bundles what is needed and becomes the program, in this process: signals, pid and exit code are its own. */
export async function run(args) {
  if (args[0] === 'up') endOnSignals();
  await ensureInstalled();
  const { bundleServer, bundleDashboard } = await import('./bundle.mjs');
  const [bundle] = await Promise.all([bundleServer(), args[0] === 'up' && bundleDashboard()]);
  const { main } = await import(pathToFileURL(bundle).href);
  await main(args);
}

/** Until the server takes its signals over there is nothing to drain: a stop is done at once, and well. */
function endOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}
