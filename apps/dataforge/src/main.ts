import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { ConfigurationError } from '@dataforge/kernel';
import type { Products } from '@dataforge/products';
import { program } from './cli/program.ts';
import { CliFailure, EXIT } from './cli/exit.ts';
import { StartFailure } from './server/start-failure.ts';

/** The products as they were compiled beside this bundle. */
function bundledProducts(): Products {
  const file = join(dirname(fileURLToPath(import.meta.url)), '..', 'products.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Products;
}

/** Runs one command; sets the exit code, and says what went wrong in one message. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', endWithReader);
  try {
    await program(bundledProducts()).parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Whoever reads stdout has read enough, as `head` does: nobody is there for the rest. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof ConfigurationError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof StartFailure || error instanceof CliFailure) {
    process.stderr.write(`${error.message}\n`);
    return error instanceof CliFailure ? error.exitCode : EXIT.failed;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.failed;
}
