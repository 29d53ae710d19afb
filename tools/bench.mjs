import { runBundled } from './run-bundled.mjs';

await runBundled('apps/proofs/src/bench-main.ts', 'bench');
