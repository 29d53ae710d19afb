import { ensureInstalled } from './install.mjs';

await ensureInstalled();
const { bundleServer } = await import('./bundle.mjs');
await bundleServer();
