import { runBundled } from './run-bundled.mjs';

await runBundled('apps/proofs/src/proof-main.ts', 'proof');
