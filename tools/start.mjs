import { run } from './run.mjs';

await run(['up', ...process.argv.slice(2)]);
