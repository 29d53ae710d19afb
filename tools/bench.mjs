import { runBundled } from './run-bundled.mjs';

await runBundled('apps/proofs/src/bench/bench-main.ts', 'bench');
