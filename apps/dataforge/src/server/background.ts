import type { Container } from 'inversify';
import { AlertStore, trimAlerts } from '@dataforge/alerts';
import { AnomalyStore, trimAnomalies } from '@dataforge/anomalies';
import { EventLog, sendDeadLetters } from '@dataforge/events';
import { Clock, HOUR_MS, Log, Random, SECOND_MS } from '@dataforge/kernel';
import { KpiStore, trimKpis } from '@dataforge/kpi';
import { expireLanding, land, LandingIndex, LandingStore, refine, RefineStore } from '@dataforge/lake';
import { AcceptedCounts, countAccepted, trimLog, trimMinutes } from '@dataforge/ledger';
import type { Product } from '@dataforge/products';
import { DeliveryIds } from '@dataforge/webhooks';
import { MEASURE_SECONDS } from './disk-budget.ts';
import { startLive } from './live.ts';
import type { Loops } from './loops.ts';
import * as app from './ports.ts';

const MIB = 1024 * 1024;
const CHECKPOINT_MS = 5 * 60_000;
const EVALUATE_MS = 10_000;

/** Everything that goes on beside the requests. */
export function startBackground(container: Container, loops: Loops): void {
  const { products } = container.get(app.AppProducts);
  const deliver = loops.onDemand('deliver outbox', container.get(app.DeliverOutboxUse));
  // It looks at what was delivered since, and costs nothing where nothing was.
  loops.every('watch KPIs', 1_000, container.get(app.WatchKpisUse).run);
  for (const product of products) {
    if (container.get(app.AppSettings).landing.by === 'server') startLanding(container, loops, product);
    startRefining(container, loops, product, deliver);
  }
  startHousekeeping(container, loops, products);
  startLive(container.get(app.LivePush), loops, container.get(Clock));
}

function startLanding(container: Container, loops: Loops, product: Product): void {
  const deps = {
    log: container.get(EventLog),
    store: container.get(LandingStore),
    index: container.get(LandingIndex),
    clock: container.get(Clock),
    random: container.get(Random),
    logger: container.get(Log),
  };
  const { topic } = product.event;
  const lander = land(deps, {
    topic,
    group: 'land',
    maxRecords: 50_000,
    maxBytes: 16 * MIB,
    lingerMs: container.get(app.AppSettings).landing.lingerSeconds * SECOND_MS,
  });
  loops.run(`land ${topic}`, (signal) => lander.run(signal));
}

function startRefining(container: Container, loops: Loops, product: Product, deliver: () => void): void {
  const store = container.get(RefineStore);
  const log = container.get(EventLog);
  const deps = {
    log,
    store: container.get(app.WatchSourcesUse).observing(store),
    clock: container.get(Clock),
    random: container.get(Random),
    logger: container.get(Log),
    committed: async () => deliver(),
    // Embedded, nobody but this process reads topics, and what it cannot process is in quarantine.
    ...(container.get(app.AppSettings).profile !== 'embedded' && { deadLetters: sendDeadLetters({ log }) }),
  };
  const refining = refine(deps, {
    product,
    group: 'refine',
    maxRecords: 10_000,
    maxBytes: 16 * MIB,
    maxWaitMs: 500,
  });
  loops.run(`refine ${product.name}`, (signal) => refining.run(signal));
  loops.every(`refresh ${product.name}`, 1_000, async () => {
    if ((await store.refresh(product.name, deps.clock.now())) > 0) deliver();
  });
}

function startHousekeeping(container: Container, loops: Loops, products: readonly Product[]): void {
  const log = container.get(EventLog);
  const landing = container.get(LandingIndex);
  const store = container.get(RefineStore);
  const accepted = container.get(AcceptedCounts);
  const clock = container.get(Clock);
  const budget = container.get(app.DiskBudget);
  const count = countAccepted({ log, accepted });
  const trim = trimLog({ log, landing, store, accepted, clock });
  const forgetMinutes = trimMinutes({ log, landing, accepted, clock });
  const expireObjects = expireLanding({ log, store: container.get(LandingStore), index: landing, clock });
  const kpis = products.flatMap((product) => product.kpis);
  const forgetAlerts = trimAlerts({ store: container.get(AlertStore), clock });
  const forgetAnomalies = trimAnomalies({ store: container.get(AnomalyStore), clock }, { kpis });
  const forgetPoints = trimKpis({ store: container.get(KpiStore), clock }, { kpis });

  loops.every('count accepted', 5_000, async () => {
    for (const { event } of products) await count(event.topic);
  });
  loops.every('evaluate alerts', EVALUATE_MS, container.get(app.EvaluateAlertsUse));
  loops.every('measure disk', MEASURE_SECONDS * 1_000, () => budget.measure());
  // It stops commits for about a second on a large lake: rarely enough to leave freshness alone.
  loops.every('checkpoint', CHECKPOINT_MS, () => store.checkpoint(), { firstAfterMs: CHECKPOINT_MS });
  loops.every(
    'retention',
    HOUR_MS / 6,
    async () => {
      for (const product of products) {
        await store.expire(product.name, clock.now());
        await expireObjects(product.event.topic, product.retentionDays.landing);
        await trim(product);
        await forgetMinutes(product);
      }
      await container.get(DeliveryIds).prune();
      await forgetPoints();
      await forgetAlerts();
      await forgetAnomalies();
    },
    { firstAfterMs: 60_000 },
  );
  loops.every(
    'reconcile duplicates',
    24 * HOUR_MS,
    async () => {
      for (const product of products) {
        const copies = await store.reconcile(product.name, clock.now());
        if (copies > 0)
          container
            .get(Log)
            .info({ product: product.name, copies }, 'Copies under another date were taken out of silver.');
      }
    },
    { firstAfterMs: 5 * 60_000 },
  );
}
