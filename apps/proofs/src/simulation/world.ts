import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '@dataforge/clients/duckdb';
import { acceptEvents, readCloudEvent, structuredRecord, type Candidate } from '@dataforge/events';
import { memoryEventLog, type MemoryLogOptions } from '@dataforge/events/memory';
import { silentLog, type Random } from '@dataforge/kernel';
import { deliverOutbox } from '@dataforge/kpi';
import { memoryKpiStore } from '@dataforge/kpi/memory';
import { land, refine } from '@dataforge/lake';
import { duckDbRefineStore } from '@dataforge/lake/duckdb';
import { memoryLandingIndex, memoryLandingStore } from '@dataforge/lake/memory';
import { countAccepted, readLedger } from '@dataforge/ledger';
import { memoryAcceptedCounts } from '@dataforge/ledger/memory';
import type { Product } from '@dataforge/products';
import { simulatedClock } from '@dataforge/testkit';
import { unreliable } from './unreliable.ts';

/** The use cases as they are, on stores that fail by chance: the log, landing and the index, the refine store, the KPI store. */
export async function simulatedWorld(product: Product, random: Random, startMs: number) {
  let faultRate = 0.15;
  const rate = () => faultRate;
  const clock = simulatedClock(startMs);
  const { client, directory, reliableStore } = await openLake(product);
  const store = unreliable(
    reliableStore,
    ['progress', 'known', 'commit', 'outbox', 'delivered', 'refresh'],
    random,
    rate,
  );
  const log = memoryEventLog({ clock }, logFaults(random, rate));
  await log.ensureTopics([
    { name: product.event.topic, partitions: product.event.partitions, retentionMs: 1 },
  ]);
  const objects = memoryLandingStore();
  const landings = memoryLandingIndex();
  const kpis = memoryKpiStore();
  const accepted = memoryAcceptedCounts();
  const shared = { log, clock, random, logger: silentLog };
  const topics = new Map([[product.event.type, product.event.topic]]);
  const accept = acceptEvents(
    { log, capacity: { check: () => ({ ok: true }) } },
    { topics, maxEventBytes: 1024 * 1024 },
  );
  const connection = await client.connect();

  return {
    product,
    clock,
    log,
    objects,
    kpis,
    store: reliableStore,
    /** Sends lines as a producer would; true if they were acknowledged. */
    send: async (lines: readonly string[]): Promise<boolean> =>
      (await accept(lines.map(candidateOf), false)).ok,
    lander: (maxRecords: number) =>
      land(
        {
          ...shared,
          store: unreliable(objects, ['putIfAbsent', 'get'], random, rate),
          index: unreliable(landings, ['advance', 'landedThrough'], random, rate),
        },
        { topic: product.event.topic, group: 'land', maxRecords, maxBytes: 1e6, lingerMs: 1 },
      ),
    refiner: (maxRecords: number) =>
      refine({ ...shared, store }, { product, group: 'refine', maxRecords, maxBytes: 1e6, maxWaitMs: 0 }),
    deliver: deliverOutbox({ outbox: store, store: unreliable(kpis, ['upsert'], random, rate) }, { page: 7 }),
    refresh: () => store.refresh(product.name, clock.now()),
    count: () => countAccepted({ log, accepted })(product.event.topic),
    ledger: () =>
      readLedger(
        { log, landing: landings, fates: reliableStore, accepted },
        { products: [product] },
      )({ byMinute: false }),
    ledgerByMinute: () =>
      readLedger(
        { log, landing: landings, fates: reliableStore, accepted },
        { products: [product] },
      )({ byMinute: true }),
    rows: async (sql: string) =>
      (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[],
    heal: () => void (faultRate = 0),
    close: () => {
      client.close();
      rmSync(directory, { recursive: true });
    },
  };
}

async function openLake(product: Product) {
  const directory = mkdtempSync(join(tmpdir(), 'simulation-'));
  const client = await openDuckDb({
    path: ':memory:',
    memoryLimit: '500MB',
    threads: 1,
    stagingDir: directory,
  });
  const reliableStore = await duckDbRefineStore(
    { client, logger: silentLog },
    { products: [product], stagingDir: directory },
  );
  return { client, directory, reliableStore };
}

/** Writes fail before or after their effect, reads more seldom. */
function logFaults(random: Random, rate: () => number): Pick<MemoryLogOptions, 'writeFault' | 'readsFail'> {
  return {
    writeFault() {
      const draw = random.next();
      return draw < rate() / 2 ? 'before' : draw < rate() ? 'after' : undefined;
    },
    readsFail: () => random.next() < rate() / 10,
  };
}

export type World = Awaited<ReturnType<typeof simulatedWorld>>;

function candidateOf(line: string): Candidate {
  const read = readCloudEvent(JSON.parse(line));
  if (!read.ok) return { ok: false, faults: read.error };
  return { ok: true, event: read.value, record: structuredRecord(read.value.source, Buffer.from(line)) };
}
