import { messageOf } from '@dataforge/kernel';
import type { Products } from '@dataforge/products';
import { loadSettings } from '../config/load-settings.ts';
import { prepareDemo } from '../demo/demo.ts';
import { startServer } from '../server/server.ts';
import { EXIT } from './exit.ts';

/** Runs the server until it is told to stop, and then ends the process. */
export async function up(products: Products): Promise<void> {
  const settings = loadSettings(process.env);
  const demo = settings.demo === 'on' ? prepareDemo(settings.dataDir, products) : undefined;
  const server = await startServer(demo ? demo.settings(settings) : settings, products, (name, error) => {
    process.stderr.write(
      `${name} failed in a way nobody foresaw; the process ends so that the next start can go on from what is committed.\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(EXIT.crashed);
  });
  process.stderr.write(`Open ${server.url} in a browser. Ctrl-C stops.\n`);
  if (demo) server.loops.run('demo', (signal) => demo.run(server, signal));
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping && signal === 'SIGINT') process.exit(130);
    if (stopping) return;
    stopping = true;
    server.stop().then(
      () => process.exit(EXIT.ok),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${messageOf(error)}\n`);
        process.exit(EXIT.failed);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
