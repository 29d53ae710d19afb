import { runBundled } from './run-bundled.mjs';

await runBundled('apps/proofs/src/web-bench/web-bench-main.ts', 'web-bench', { dashboard: true });
