import { runBundled } from './run-bundled.mjs';

await runBundled('apps/dataforge/src/openapi-main.ts', 'openapi');
