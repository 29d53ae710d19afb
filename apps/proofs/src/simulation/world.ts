import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '@dataforge/clients/duckdb';
import { acceptEvents, readCloudEvent, structuredRecord, type Candidate } from '@dataforge/events';
import type { Log } from '@dataforge/kernel';
import { deliverOutbox, trimKpis } from '@dataforge/kpi';
import { memoryKpiStore } from '@dataforge/kpi/memory';
import { expireLanding, land, refine } from '@dataforge/lake';
import { duckDbRefineStore, type DuckDbRefineStore } from '@dataforge/lake/duckdb';
import { memoryLandingIndex, memoryLandingStore } from '@dataforge/lake/memory';
import { countAccepted, readLedger, trimLog, trimMinutes } from '@dataforge/ledger';
import { memoryAcceptedCounts } from '@dataforge/ledger/memory';
import type { Product } from '@dataforge/products';
import { simulatedClock, type SimulatedClock } from '@dataforge/testkit';
import { interrupted, unreliable, type Chaos } from './effects.ts';
import { simulatedLog, type SimulatedLog } from './simulated-log.ts';

/** What outlives the process. */
interface Durable extends SimulatedLog {
  readonly product: Product;
  readonly clock: SimulatedClock;
  readonly objects: ReturnType<typeof memoryLandingStore>;
  readonly landings: ReturnType<typeof memoryLandingIndex>;
  readonly kpis: ReturnType<typeof memoryKpiStore>;
  readonly accepted: ReturnType<typeof memoryAcceptedCounts>;
}

/**
 * The use cases as they are, on stores that fail by chance: the log, landing and its index, the refine store, the KPI
 * store, the accepted counts. Errors that the use cases log go to `onError`: none of them is foreseen here.
 */
export async function simulatedWorld(
  product: Product,
  chaos: Chaos,
  startMs: number,
  onError: (message: string) => void,
) {
  const clock = simulatedClock(startMs);
  const durable: Durable = {
    ...(await simulatedLog(clock, product, chaos)),
    product,
    clock,
    objects: memoryLandingStore(),
    landings: memoryLandingIndex(),
    kpis: memoryKpiStore(),
    accepted: memoryAcceptedCounts(),
  };
  const directory = mkdtempSync(join(tmpdir(), 'simulation-'));
  const client = await openDuckDb({
    path: ':memory:',
    memoryLimit: '500MB',
    threads: 1,
    stagingDir: directory,
  });
  const start = async () =>
    startedProcess(
      durable,
      await duckDbRefineStore(
        { client, logger: logTo(onError) },
        { products: [product], stagingDir: directory },
      ),
      chaos,
      logTo(onError),
    );
  const connection = await client.connect();
  const world = {
    ...durable,
    process: await start(),
    /** The process ends and another one starts on what is durable. */
    restart: async () => void (world.process = await start()),
    rows: async (sql: string) =>
      (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[],
    close: () => {
      client.close();
      rmSync(directory, { recursive: true });
    },
  };
  return world;
}

export type World = Awaited<ReturnType<typeof simulatedWorld>>;

function logTo(onError: (message: string) => void): Log {
  const nothing = () => undefined;
  const error = (fields: object, message: string) => onError(`${message} ${JSON.stringify(fields)}`);
  return { info: nothing, warn: nothing, error };
}

/** The use cases of one process. */
function startedProcess(durable: Durable, reliable: DuckDbRefineStore, chaos: Chaos, logger: Log) {
  const { product, clock, log, kpis } = durable;
  const store = unreliable(
    reliable,
    ['progress', 'known', 'commit', 'outbox', 'delivered', 'refresh', 'expire', 'reconcile', 'republish'],
    chaos,
  );
  const objects = unreliable(durable.objects, ['putIfAbsent', 'get', 'delete'], chaos);
  const index = unreliable(durable.landings, ['advance', 'landedThrough', 'expire', 'trimMinutes'], chaos);
  const accepted = unreliable(durable.accepted, ['countedThrough', 'add', 'trimMinutes'], chaos);
  const shared = { log, clock, random: chaos.random, logger };
  const { topic } = product.event;
  const kpiIds = product.kpis.map(({ id }) => id);
  const accept = acceptEvents(
    { log, capacity: { check: () => ({ ok: true }) } },
    { topics: new Map([[product.event.type, topic]]), maxEventBytes: 1024 * 1024 },
  );
  const count = countAccepted({ log, accepted });
  const trim = trimLog({ log, landing: index, store, accepted, clock });
  const expireObjects = expireLanding({ log, store: objects, index, clock });
  const forget = trimMinutes({ log, landing: index, accepted, clock });
  const ledger = { log, landing: durable.landings, fates: reliable, accepted: durable.accepted };
  return {
    /** The store that does not fail, for those who check. */
    store: reliable,
    /** Sends lines as a producer would; true if they were acknowledged. */
    async send(lines: readonly string[]): Promise<boolean> {
      const { ok } = await accept(lines.map(candidateOf), false);
      await durable.observe();
      return ok;
    },
    lander: (maxRecords: number) =>
      land(
        { ...shared, store: objects, index },
        { topic, group: 'land', maxRecords, maxBytes: 1e6, lingerMs: 1 },
      ),
    refiner: (maxRecords: number) =>
      refine({ ...shared, store }, { product, group: 'refine', maxRecords, maxBytes: 1e6, maxWaitMs: 0 }),
    deliver: deliverOutbox({ outbox: store, store: unreliable(kpis, ['upsert'], chaos), clock }, { page: 7 }),
    refresh: () => store.refresh(product.name, clock.now()),
    reconcile: () => store.reconcile(product.name, clock.now()),
    expire: () => store.expire(product.name, clock.now()),
    expireObjects: () => expireObjects(topic, product.retentionDays.landing),
    republish: () => store.republish(kpiIds, clock.now()),
    checkpoint: () => reliable.checkpoint(),
    count: () => count(topic),
    trim: () => trim(product),
    forgetMinutes: () => forget(product),
    trimKpis: trimKpis({ store: kpis, clock }, { kpis: product.kpis }),
    ledger: readLedger(ledger, { products: [product] }),
    /** Other loops go on while this one reads. */
    busyLedger: readLedger(
      {
        log: interrupted(log, ['ends', 'census'], chaos),
        landing: interrupted(durable.landings, ['counts'], chaos),
        fates: interrupted(reliable, ['fates'], chaos),
        accepted: interrupted(durable.accepted, ['counts'], chaos),
      },
      { products: [product] },
    ),
  };
}

function candidateOf(line: string): Candidate {
  const read = readCloudEvent(JSON.parse(line));
  if (!read.ok) return { ok: false, faults: read.error };
  return { ok: true, event: read.value, record: structuredRecord(read.value.source, Buffer.from(line)) };
}
