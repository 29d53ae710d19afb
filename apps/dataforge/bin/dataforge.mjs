#!/usr/bin/env node
import { run } from '../../../tools/run.mjs';

await run(process.argv.slice(2));
