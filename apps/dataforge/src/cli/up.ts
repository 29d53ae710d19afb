import { messageOf } from '@dataforge/kernel';
import type { Products } from '@dataforge/products';
import { currentSettings } from '../config/current-settings.ts';
import type { Settings } from '../config/settings.ts';
import { prepareDemo, type Demo } from '../demo/demo.ts';
import { assertWritable } from '../server/open-data-dir.ts';
import { SessionsUse } from '../server/ports.ts';
import { startServer, type RunningServer } from '../server/server.ts';
import { EXIT } from './exit.ts';
import { signInLink } from './signin.ts';

/** Runs the server until it is told to stop, and then ends the process. */
export async function up(products: Products): Promise<void> {
  const settings = await currentSettings(process.env);
  assertWritable(settings.dataDir);
  const demo = settings.demo === 'on' ? prepareDemo(settings.dataDir, products) : undefined;
  const running: { server?: RunningServer } = {};
  stopOnSignals(() => running.server);
  const server = await startServer(demo ? demo.settings(settings) : settings, products, (name, error) => {
    process.stderr.write(
      `${name} failed in a way nobody foresaw; the process ends so that the next start can go on from what is committed.\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(EXIT.crashed);
  });
  running.server = server;
  process.stderr.write(`Open ${await addressToOpen(server, settings)} in a browser. Ctrl-C stops.\n`);
  if (demo) runDemo(server, demo);
}

/**
 * With a code that signs in as admin, once and within ten minutes: who can read what the built-in issuer's server prints
 * can read its key too. With a configured issuer, who may sign in is not this machine's to say.
 */
async function addressToOpen({ url, container }: RunningServer, { access }: Settings): Promise<string> {
  if (access) return url;
  const { code } = await container.get(SessionsUse).issueCode({ subject: 'local', role: 'admin' });
  return signInLink(url, code);
}

/** The server does not depend on its sample data: if that ends, it says so and goes on. */
function runDemo(server: RunningServer, demo: Demo): void {
  server.loops.run('demo', (signal) =>
    demo
      .run(server, signal)
      .catch((error: unknown) =>
        server.logger.error({ cause: messageOf(error) }, 'The sample data ends here; the server goes on.'),
      ),
  );
}

/** SIGTERM and Ctrl-C drain; a second Ctrl-C does not wait. Before the server runs there is nothing to drain. */
function stopOnSignals(running: () => RunningServer | undefined): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping && signal === 'SIGINT') process.exit(130);
    if (stopping) return;
    stopping = true;
    const stopped = running()?.stop() ?? Promise.resolve();
    stopped.then(
      () => process.exit(EXIT.ok),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${messageOf(error)}\n`);
        process.exit(EXIT.failed);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // The launcher's would end the process at once.
    process.removeAllListeners(signal);
    process.on(signal, stop);
  }
}
