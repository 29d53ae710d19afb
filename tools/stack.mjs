import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, workspaceRoot } from './install.mjs';

/** The servers of the stack: `up`, `down`, `status`, `reset`, and `install`, which `up` does by itself. */
await ensureInstalled();
const { bundle } = await import('./bundle.mjs');
const outfile = join(workspaceRoot, 'dist', 'stack', 'main.mjs');
await bundle(join(workspaceRoot, 'infra/stack/src/stack-main.ts'), outfile);
// A program of its own, which the commands start.
await bundle(
  join(workspaceRoot, 'infra/stack/src/trigger-main.ts'),
  join(workspaceRoot, 'dist', 'trigger', 'main.mjs'),
);
process.env.DATAFORGE_WORKSPACE = workspaceRoot;
const { main } = await import(pathToFileURL(outfile).href);
await main(process.argv.slice(2));
