import { runBundled } from './run-bundled.mjs';

// With the dashboard, which the server would else build when it starts, in the time and memory that are measured.
await runBundled('apps/proofs/src/bench/bench-main.ts', 'bench', { dashboard: true });
