import { ORIGIN, type Position } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import { DAY_MS, emitter, HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import { memoryKpiStore } from '@dataforge/kpi/memory';
import { kpiPoint } from '@dataforge/kpi/testing';
import type { FateCount, OutboxEntry, PartitionProgress, RefineBatch, RefineStore } from '@dataforge/lake';
import { memoryLandingIndex } from '@dataforge/lake/memory';
import { readLedger } from '@dataforge/ledger';
import { memoryAcceptedCounts } from '@dataforge/ledger/memory';
import type { Product } from '@dataforge/products';
import { compiledProduct } from '@dataforge/products/testing';
import { simulatedClock } from '@dataforge/testkit';
import { memoryAlertStore, memorySourceStore } from '../adapters/memory/index.ts';
import type { Alert } from '../domain/alert.ts';
import { alertOf } from '../testing/alerts.ts';
import { acknowledgeAlert } from './acknowledge-alert.ts';
import { evaluateAlerts } from './evaluate-alerts.ts';
import { oldestWaiting } from './oldest-waiting.ts';
import { watchSources } from './watch-sources.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const EVERY_MS = 10_000;
const telemetry = compiledProduct('telemetry');
const product: Product = { ...telemetry, event: { ...telemetry.event, partitions: 1 } };
const { topic } = product.event;

const stores = () => ({ store: memoryAlertStore(), sourceStore: memorySourceStore() });

/** A pipeline of one partition, whose records a test lands and refines as it likes, looked at every ten seconds. */
async function start(kept = stores(), from = T0) {
  const clock = simulatedClock(from);
  const { store, sourceStore } = kept;
  const log = memoryEventLog({ clock });
  await log.ensureTopics([{ name: topic, partitions: 1, retentionMs: DAY_MS }]);
  const [landing, accepted, kpiStore] = [memoryLandingIndex(), memoryAcceptedCounts(), memoryKpiStore()];
  let progress: readonly PartitionProgress[] = [];
  const counts: FateCount[] = [];
  const outbox: OutboxEntry[] = [];
  const refined: Pick<RefineStore, 'progress' | 'outbox'> = {
    progress: async () => progress,
    outbox: async (limit) => outbox.slice(0, limit),
  };
  const sources = watchSources({ store: sourceStore, clock }, { products: [product] });
  const committing = sources.observing<Pick<RefineStore, 'commit'>>({
    commit: async () => ({ ok: true, value: { sequence: 1 } }),
  });
  const feed = emitter<readonly Alert[]>();
  const published: (readonly Alert[])[] = [];
  feed.on((alerts) => published.push(alerts));
  const evaluate = evaluateAlerts(
    {
      ...{ store, clock, feed, kpiStore, sources },
      readLedger: readLedger(
        { log, landing, accepted, fates: { fates: async () => ({ progress, counts }) } },
        { products: [product] },
      ),
      oldestWaiting: oldestWaiting({ log, store: refined }),
    },
    { products: [product], dueMs: 5 * MINUTE_MS },
  );
  const endOf = async () => (await log.ends(topic))[0]?.end as Position;
  const minutesSince = async (first: Position) => log.census(topic, 0, first, await endOf());
  return {
    ...{ clock, kpiStore, outbox, counts, published },
    acknowledge: acknowledgeAlert({ store, clock, feed }),
    async append(records: number) {
      const one = { key: 'k', headers: {}, value: Buffer.from('v') };
      await log.append([{ topic, records: Array.from({ length: records }, () => one) }]);
    },
    async land() {
      const first = await landing.landedThrough(topic, 0);
      const minutes = await minutesSince(first);
      const records = minutes.reduce((sum, minute) => sum + minute.records, 0);
      await landing.advance(first, {
        ...{ topic, partition: 0, first, next: await endOf(), key: `${first}`, minutes, records },
        ...{ wellFormed: 0, bytes: 1, lastAppendedAt: clock.now(), landedAt: clock.now() },
      });
    },
    /** Gives all that waits the same fate. */
    async refine(fate: FateCount['fate'] = 'refined') {
      const minutes = await minutesSince(progress[0]?.next ?? ORIGIN);
      counts.push(...minutes.map(({ minute, records }) => ({ partition: 0, minute, fate, records })));
      progress = [{ partition: 0, next: await endOf() }];
    },
    hear: (source: string, eventTime = clock.now()) =>
      committing.commit({
        product: product.name,
        refinedAt: clock.now(),
        rows: [{ source, eventTime, appendedAt: clock.now() } as RefineBatch['rows'][number]],
        failed: [],
        offsets: [],
      }),
    /** Lets time pass, with an evaluation every ten seconds. */
    async pass(ms: number) {
      for (let passed = 0; passed < ms; passed += EVERY_MS) {
        await evaluate();
        await clock.advance(EVERY_MS);
      }
    },
    alerts: async () => (await store.all()).map(({ kind, state }) => `${kind} ${state}`),
    only: async () => (await store.all())[0] as Alert,
  };
}

describe('a quiet process', () => {
  it('that has just started has no alert, and has none a day later', async () => {
    const { pass, alerts, published } = await start();

    await pass(HOUR_MS);

    expect(await alerts()).toEqual([]);
    expect(published).toEqual([]);
  });
});

describe('freshness', () => {
  it('opens where refining stands still, and resolves once it has caught up', async () => {
    const { append, land, refine, pass, alerts, only } = await start();
    await append(5);
    await land();

    await pass(2 * MINUTE_MS);
    expect(await alerts()).toEqual(['freshness open']);
    expect(await only()).toMatchObject({
      severity: 'warning',
      unit: 's',
      value: 110,
      threshold: 60,
      cause: 'A record accepted at 2026-11-23T14:00:00.000Z is not served yet.',
    });

    await pass(4 * MINUTE_MS);
    expect(await only()).toMatchObject({ severity: 'critical', threshold: 300 });

    await refine();
    await pass(2 * MINUTE_MS);
    expect(await only()).toMatchObject({ state: 'resolved', value: 0 });
  });

  it('opens where points are not delivered', async () => {
    const { outbox, pass, alerts } = await start();
    outbox.push({ ...kpiPoint(0, 1, { kpi: 'telemetry.readings', appendedAt: T0 }), watermark: null });

    await pass(2 * MINUTE_MS);

    expect(await alerts()).toEqual(['freshness open']);
  });

  it('does not mind how old events are by their own time, nor a queue that moves', async () => {
    const { append, land, refine, hear, pass, alerts } = await start();
    for (let i = 0; i < 30; i += 1) {
      await append(50);
      await hear('/gateways/history', T0 - 365 * DAY_MS);
      await pass(30_000);
      await land();
      await refine();
    }
    await pass(HOUR_MS);

    expect(await alerts()).toEqual([]);
  });
});

describe('completeness', () => {
  it('opens where records do not land though they are refined, and resolves when they have landed', async () => {
    const { append, land, refine, pass, alerts, only } = await start();
    await pass(MINUTE_MS);
    for (let i = 0; i < 7; i += 1) {
      await append(10);
      await refine();
      await pass(MINUTE_MS);
    }

    expect(await alerts()).toEqual(['completeness open']);
    expect(await only()).toMatchObject({ severity: 'critical', value: 0, unit: '%' });

    await land();
    await pass(3 * MINUTE_MS);
    expect(await only()).toMatchObject({ state: 'resolved', value: 100 });
  });
});

describe('quarantine rate', () => {
  it('opens on a bad batch, stays open in silence, and resolves on good ones', async () => {
    const { append, land, refine, pass, alerts, only } = await start();
    await pass(MINUTE_MS);
    await append(20);
    await refine();
    await append(20);
    await land();
    await refine('quarantined');

    await pass(30_000);
    expect(await alerts()).toEqual(['quarantine-rate open']);
    expect(await only()).toMatchObject({
      severity: 'critical',
      value: 50,
      threshold: 20,
      cause: 'Of the 40 records read last, 20 are in quarantine or dead letters.',
    });

    await pass(2 * HOUR_MS);
    expect(await alerts()).toEqual(['quarantine-rate open']);

    await append(30);
    await land();
    await refine();
    await pass(2 * MINUTE_MS);
    expect(await only()).toMatchObject({ state: 'resolved', value: 0, occurrences: 1 });
  });
});

describe('ledger imbalance', () => {
  it('opens when a record is not accounted for, and not while one is only being moved', async () => {
    const { append, land, refine, counts, pass, alerts, only } = await start();
    await append(5);
    await land();
    await refine();
    const [whole] = counts.splice(0, 1) as [FateCount];
    counts.push({ ...whole, records: 3 });
    await pass(20_000);
    counts[0] = whole;
    await pass(20_000);
    expect(await alerts()).toEqual([]);

    counts[0] = { ...whole, records: 3 };
    await pass(MINUTE_MS);
    expect(await only()).toMatchObject({
      kind: 'ledger-imbalance',
      severity: 'critical',
      value: 2,
      threshold: 0,
      cause: 'What was accepted is not what became of it: refine of partition 0.',
    });
  });
});

describe('late sources', () => {
  /** Four gateways, heard every five minutes for three quarters of an hour. */
  async function regular(kept = stores()) {
    const started = await start(kept);
    for (let i = 0; i < 9; i += 1) {
      for (const n of [1, 2, 3, 4]) await started.hear(`/gateways/${n}`);
      await started.pass(5 * MINUTE_MS);
    }
    return started;
  }

  it('are one alert that counts them and names the first', async () => {
    const { hear, pass, alerts, only } = await regular();

    await pass(15 * MINUTE_MS);
    expect(await alerts()).toEqual(['late-source open']);
    expect(await only()).toMatchObject({
      severity: 'warning',
      title: 'Telemetry: 4 sources are late',
      cause: 'Not heard for longer than promised: /gateways/1, /gateways/2, /gateways/3 and 1 more.',
      threshold: 900,
    });

    for (const n of [1, 3, 4]) await hear(`/gateways/${n}`);
    await pass(MINUTE_MS);
    expect(await only()).toMatchObject({ title: 'Telemetry: a source is late', source: '/gateways/2' });

    for (const n of [1, 2, 3, 4]) await hear(`/gateways/${n}`);
    await pass(2 * MINUTE_MS);
    expect(await only()).toMatchObject({ state: 'resolved', occurrences: 1 });
  });

  it('are not late for what waits to be read', async () => {
    const { append, pass, alerts } = await regular();
    await append(1);

    await pass(30 * MINUTE_MS);

    expect(await alerts()).not.toContain('late-source open');
  });

  it('stay late over a restart, and those that fell silent meanwhile are missed too', async () => {
    const kept = stores();
    const before = await regular(kept);
    for (let i = 0; i < 4; i += 1) {
      for (const n of [1, 2, 3]) await before.hear(`/gateways/${n}`);
      await before.pass(5 * MINUTE_MS);
    }
    const { acknowledge, only: onlyBefore } = before;
    await acknowledge((await onlyBefore()).id, 'ada');

    const { pass, only, alerts } = await start(kept, before.clock.now() + HOUR_MS);
    await pass(10 * MINUTE_MS);
    expect(await only()).toMatchObject({ state: 'acknowledged', source: '/gateways/4' });

    await pass(10 * MINUTE_MS);
    expect(await only()).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'ada',
      title: 'Telemetry: 4 sources are late',
    });
    expect(await alerts()).toHaveLength(1);
  });
});

describe('a threshold', () => {
  const hottest = (clock: { now(): number }, value: number, bucket = clock.now()) =>
    kpiPoint(Math.floor(bucket / MINUTE_MS) * MINUTE_MS, value, {
      ...{ kpi: 'telemetry.temperature_max', appendedAt: clock.now(), sequence: clock.now() },
    });

  it('opens on values beyond it for as long as the KPI says, and resolves below its own level', async () => {
    const { clock, kpiStore, pass, alerts, only } = await start();
    const measure = async (value: number, minutes: number) => {
      for (let i = 0; i < minutes; i += 1) {
        await kpiStore.upsert([hottest(clock, value)]);
        await pass(MINUTE_MS);
      }
    };

    await measure(314, 2);
    expect(await alerts()).toEqual([]);
    await measure(314, 1);
    expect(await only()).toMatchObject({
      ...{ kind: 'threshold', kpi: 'telemetry.temperature_max', severity: 'warning', unit: 'K' },
      ...{ value: 314, threshold: 313.15, title: 'Hottest device is above its threshold' },
    });

    await measure(313, 5);
    expect(await alerts()).toEqual(['threshold open']);
    await measure(312, 3);
    expect(await alerts()).toEqual(['threshold resolved']);
  });

  it('does not judge what lies in the past, and leaves an open alert as it is', async () => {
    const { clock, kpiStore, pass, alerts } = await start();
    await kpiStore.upsert([hottest(clock, 999, T0 - DAY_MS)]);
    await pass(10 * MINUTE_MS);
    expect(await alerts()).toEqual([]);

    await kpiStore.upsert([hottest(clock, 999)]);
    await pass(3 * HOUR_MS);
    expect(await alerts()).toEqual(['threshold open']);
  });
});

describe('what is kept and told', () => {
  it('is told once for each change, as it is stored', async () => {
    const { append, land, pass, acknowledge, only, published } = await start();
    await append(5);
    await land();
    await pass(110_000);

    expect(published.map((alerts) => alerts.map(({ state }) => state))).toEqual([['open']]);
    await acknowledge((await only()).id, 'ada');
    expect(published[1]).toEqual([await only()]);
  });

  it('keeps an acknowledgement that came while the alert was being evaluated', async () => {
    const kept = stores();
    const acknowledge = acknowledgeAlert({
      store: kept.store,
      clock: simulatedClock(T0),
      feed: emitter<readonly Alert[]>(),
    });
    const { append, land, pass, only } = await start({
      ...kept,
      store: {
        ...kept.store,
        async change(id, change) {
          // Between what the evaluation has read and what it writes.
          await acknowledge(id, 'ada');
          return kept.store.change(id, change);
        },
      },
    });
    await append(5);
    await land();
    await pass(3 * MINUTE_MS);

    expect(await only()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'ada', value: 170 });
  });

  it('resolves at the start what is no longer promised', async () => {
    const kept = stores();
    const alert = alertOf({ rule: 'telemetry.gone.threshold', id: 'telemetry.gone.threshold-1' });
    await kept.store.change(alert.id, () => alert);
    const { pass, only } = await start(kept);

    await pass(EVERY_MS);

    expect(await only()).toMatchObject({ state: 'resolved', value: null, resolvedAt: T0 });
  });
});
