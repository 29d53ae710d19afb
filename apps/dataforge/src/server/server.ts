import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Container } from 'inversify';
import { TokenIssuer } from '@dataforge/access';
import { EventLog } from '@dataforge/events';
import { Clock, messageOf, systemClock, systemRandom, type Log } from '@dataforge/kernel';
import { KpiStore, rebuildKpis } from '@dataforge/kpi';
import { RefineStore } from '@dataforge/lake';
import { HUB_DEFAULTS } from '@dataforge/live';
import { admitUpgrade, LIVE_PATHS } from '@dataforge/live/http';
import { liveSockets } from '@dataforge/live/ws';
import type { Phase } from '@dataforge/observability';
import type { Products } from '@dataforge/products';
import type { Settings } from '../config/settings.ts';
import { serverApi } from './api.ts';
import { startBackground } from './background.ts';
import { compose } from './compose/compose.ts';
import { openConnections } from './connections.ts';
import { startLiveGateway } from './live-gateway.ts';
import { createLogger } from './logger.ts';
import { backgroundLoops, type Loops } from './loops.ts';
import { startMetrics } from './metrics.ts';
import { openDataDir } from './open-data-dir.ts';
import * as app from './ports.ts';
import { shipLog } from './ship-log.ts';
import { StartFailure } from './start-failure.ts';
import { deadLetterTopics, sourceTopics } from './topics.ts';

export interface RunningServer {
  readonly url: string;
  readonly container: Container;
  readonly loops: Loops;
  readonly logger: Log;
  /** Refuses new requests, finishes those on their way, stops the background work and closes everything. */
  stop(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

/** Starts the server on the profile that is set; `onFatal` hears of a failure after which the process is to end. */
export async function startServer(
  settings: Settings,
  products: Products,
  onFatal: (name: string, error: unknown) => void,
): Promise<RunningServer> {
  const shipped = await shipLog(settings);
  const logger = createLogger(settings.logLevel, shipped?.write);
  const opened: Closable[] = [];
  let phase: Phase = 'starting';
  let http: Server | undefined;
  try {
    const dataDir = await openDataDir(settings, products, logger);
    opened.push(dataDir);
    const connections = await openConnections(settings, logger);
    opened.push(connections);
    const container = compose({ settings, products, logger, connections, ...dataDir });
    const api = serverApi(container, () => phase);
    http = createServer(
      { maxHeaderSize: 32 * 1024, requestTimeout: 120_000, headersTimeout: 20_000 },
      getRequestListener(api.fetch),
    );
    const url = await listen(http, settings);
    await prepare(container, products);
    const loops = backgroundLoops({ clock: systemClock, random: systemRandom, logger, onFatal });
    const metrics = await startMetrics(container, loops, settings.metrics);
    opened.push(metrics);
    startBackground(container, loops);
    if (connections.liveGateway)
      startLiveGateway(
        connections.liveGateway,
        { feeds: container.get(app.LivePush).feeds, loops, clock: systemClock, logger },
        { kpis: products.products.flatMap((product) => product.kpis).map(({ id }) => id) },
      );
    const runFile = writeRunFile(settings, url);
    const sockets = liveSockets(
      http,
      { hub: container.get(app.LivePush).hub, admit: admitUpgrade(api), logger },
      { paths: LIVE_PATHS, heartbeatMs: HUB_DEFAULTS.heartbeatMs },
    );
    phase = 'ready';
    const where = { url, ...(metrics.url !== undefined && { metrics: metrics.url }) };
    logger.info({ ...where, profile: settings.profile, dataDir: settings.dataDir }, 'DataForge is ready.');
    const listening = http;
    const stop = async () => {
      phase = 'draining';
      logger.info({}, 'DataForge is stopping.');
      await Promise.all([closeHttp(listening), sockets.close()]);
      await loops.stop();
      await container
        .get(RefineStore)
        .checkpoint()
        .catch((error: unknown) =>
          logger.warn({ cause: messageOf(error) }, 'The last checkpoint was left to the next start.'),
        );
      rmSync(runFile, { force: true });
      for (const { close } of opened.toReversed()) await close();
      logger.info({}, 'DataForge has stopped.');
      await shipped?.close();
    };
    return { url, container, loops, logger, stop };
  } catch (error) {
    http?.close();
    http?.closeAllConnections();
    for (const { close } of opened.toReversed()) await close().catch(() => undefined);
    await shipped?.close();
    throw error;
  }
}

/** What has to hold before the first event is accepted. */
async function prepare(container: Container, { products }: Products): Promise<void> {
  const { profile } = container.get(app.AppSettings);
  const topics = sourceTopics(products);
  await container
    .get(EventLog)
    .ensureTopics(profile === 'embedded' ? topics : [...topics, ...deadLetterTopics(topics)]);
  container.get(TokenIssuer);
  const watch = container.get(app.WatchKpisUse);
  await watch.open();
  await rebuildKpis(
    {
      outbox: container.get(RefineStore),
      store: container.get(KpiStore),
      clock: container.get(Clock),
      onDelivered: watch.changed,
    },
    { kpis: products.flatMap((product) => product.kpis) },
  )();
}

function listen(http: Server, { host, port }: Settings): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new StartFailure(
            `Port ${port} on ${host} is in use by another program. Stop that one, or set DATAFORGE_PORT to another port.`,
          ),
        );
      else reject(new StartFailure(`${host}:${port} cannot be listened on: ${error.message}`, error));
    });
    http.listen(port, host, () => {
      const { address, family, port: bound } = http.address() as AddressInfo;
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`);
    });
  });
}

/** Where the command line finds the server of a data directory. */
const runFileOf = (dataDir: string): string => join(dataDir, 'server.json');

function writeRunFile(settings: Settings, url: string): string {
  const file = runFileOf(settings.dataDir);
  writeFileSync(file, JSON.stringify({ url, pid: process.pid, startedAt: new Date().toISOString() }));
  return file;
}

/** The server that runs on a data directory; none if the process that wrote the file is gone. */
export function readRunFile(dataDir: string): { url: string; pid: number } | undefined {
  try {
    const held = JSON.parse(readFileSync(runFileOf(dataDir), 'utf8')) as { url: string; pid: number };
    return isAlive(held.pid) ? held : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const MOST_DRAIN_MS = 10_000;

/** Lets requests that are on their way end, and connections that are idle go. */
function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    const hurry = setTimeout(() => http.closeAllConnections(), MOST_DRAIN_MS);
    http.close(() => {
      clearTimeout(hurry);
      resolve();
    });
    http.closeIdleConnections();
  });
}
