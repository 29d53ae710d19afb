import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, workspaceRoot } from './install.mjs';

/** Deploys one Lambda app, by its folder: what the target `deploy` of each does, once its bundle is made. */
await ensureInstalled();
const { bundle } = await import('./bundle.mjs');
const outfile = join(workspaceRoot, 'dist', 'deploy-lambda', 'main.mjs');
await bundle(join(workspaceRoot, 'infra/deploy/src/deploy-main.ts'), outfile);
process.env.DATAFORGE_WORKSPACE = workspaceRoot;
const { main } = await import(pathToFileURL(outfile).href);
await main([basename(process.argv[2] ?? '')]);
