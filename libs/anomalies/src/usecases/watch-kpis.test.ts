import { emitter, HOUR_MS } from '@dataforge/kernel';
import type { KpiPoint } from '@dataforge/kpi';
import { memoryKpiStore } from '@dataforge/kpi/memory';
import { kpiDefinition, kpiPoint } from '@dataforge/kpi/testing';
import { seededRandom, simulatedClock } from '@dataforge/testkit';
import { memoryAnomalyStore } from '../adapters/memory/index.ts';
import { robustDetector } from '../adapters/robust/index.ts';
import type { Detector } from '../ports/detector.ts';
import type { AnomalyNews } from '../domain/anomaly-feed.ts';
import { trimAnomalies } from './trim-anomalies.ts';
import { watchKpis } from './watch-kpis.ts';

const BEGIN = Date.UTC(2026, 10, 2);
const KPI = 'telemetry.readings';
const EVER = { from: 0, to: 1e15, limit: 1_000 };
const definition = kpiDefinition({ grain: 'hour' });
const at = (hour: number) => BEGIN + hour * HOUR_MS;

/** Noise around 100 with what is put in, hour by hour; all buckets but the last are closed. */
function pointsOf(hours: number, put: Readonly<Record<number, number | null>> = {}): KpiPoint[] {
  const random = seededRandom(5);
  return Array.from({ length: hours }, (_, hour) => {
    const usual = 100 + random.next() + random.next() + random.next();
    return kpiPoint(at(hour), put[hour] === undefined ? usual : put[hour], { watermark: at(hour) });
  });
}

function house({ detector = robustDetector() }: { detector?: Detector } = {}) {
  const kpis = memoryKpiStore();
  const store = memoryAnomalyStore();
  const feed = emitter<AnomalyNews>();
  const news: AnomalyNews[] = [];
  feed.on((one) => news.push(one));
  const clock = simulatedClock(at(10_000));
  const start = async (definitions = [definition]) => {
    const watch = watchKpis({ kpis, store, detector, clock, feed }, { kpis: definitions, page: 100 });
    await watch.open();
    return watch;
  };
  const deliver = async (watch: Awaited<ReturnType<typeof start>>, points: readonly KpiPoint[]) => {
    await kpis.upsert(points);
    watch.changed(points);
    await watch.run();
  };
  const found = () => store.anomalies(EVER);
  return { kpis, store, news, start, deliver, found };
}

describe('watching KPIs', () => {
  it('finds a spike in a closed bucket, stores it with what was expected, and tells of it', async () => {
    const { start, deliver, found, news, store } = house();
    const points = pointsOf(400, { 300: 130 });

    await deliver(await start(), points);

    const [spike, ...others] = await found();
    expect(others).toEqual([]);
    expect(spike).toMatchObject({ kpi: KPI, from: at(300), to: at(301), direction: 'above', value: 130 });
    expect(spike?.score).toBeGreaterThan(1);
    expect(spike?.expected.high).toBeLessThan(130);
    expect(await store.bands(KPI, at(300), at(301), 1)).toEqual([
      { kpi: KPI, time: at(300), ...spike?.expected },
    ]);
    expect(news).toEqual([{ upserted: [spike], withdrawn: [] }]);
  });

  it('judges a bucket when the watermark has closed it, and not before', async () => {
    const { start, deliver, found } = house();
    const watch = await start();
    await deliver(watch, pointsOf(300));
    const open = kpiPoint(at(300), 130, { watermark: at(301) - 1 });

    await deliver(watch, [open]);
    expect(await found()).toEqual([]);

    await deliver(watch, [{ ...open, watermark: at(301), sequence: 2 }]);
    expect(await found()).toHaveLength(1);
  });

  it('takes the watermark from any KPI of the product', async () => {
    const { start, deliver, found } = house();
    const sibling = kpiDefinition({ id: 'telemetry.sibling', grain: 'hour' });
    const watch = await start([definition, sibling]);
    await deliver(watch, [...pointsOf(300), kpiPoint(at(300), 130, { watermark: at(300) })]);
    expect(await found()).toEqual([]);

    await deliver(watch, [kpiPoint(at(300), 1, { kpi: sibling.id, watermark: at(301) })]);

    expect(await found()).toHaveLength(1);
  });

  it('finds the same, whatever came at once and wherever it was stopped', async () => {
    const points = pointsOf(500, { 250: 130, 251: 135, 300: null, 400: 60 });
    const whole = house();
    await whole.deliver(await whole.start(), points);

    const parts = house();
    for (let first = 0; first < points.length; first += 83)
      await parts.deliver(await parts.start(), points.slice(first, first + 83));

    expect(await whole.found()).toHaveLength(2);
    expect(await parts.found()).toEqual(await whole.found());
    expect(await parts.store.bands(KPI, 0, 1e15, 1e4)).toEqual(await whole.store.bands(KPI, 0, 1e15, 1e4));
  });

  it('begins with all that is stored when it was never there', async () => {
    const { kpis, start, found } = house();
    await kpis.upsert(pointsOf(400, { 300: 130 }));

    await (await start()).run();

    expect(await found()).toHaveLength(1);
  });

  it('goes on where it was when a commit failed, and judges nothing twice', async () => {
    const { kpis, store, start, found } = house();
    const points = pointsOf(400, { 390: 130 });
    await kpis.upsert(points);
    const commit = store.commit.bind(store);
    let failures = 0;
    store.commit = async (changes) => {
      if (changes.watch && changes.watch.through > at(350) && failures < 2) {
        failures += 1;
        throw new Error('the disk is full');
      }
      return commit(changes);
    };
    const watch = await start();
    await expect(watch.run()).rejects.toThrow('the disk is full');
    await expect(watch.run()).rejects.toThrow('the disk is full');

    await watch.run();

    const undisturbed = house();
    await undisturbed.deliver(await undisturbed.start(), points);
    expect(await found()).toEqual(await undisturbed.found());
    expect(await store.watch(KPI)).toEqual(await undisturbed.store.watch(KPI));
  });

  it('joins what lies close together and goes the same way, also across runs, and keeps the furthest', async () => {
    const { start, deliver, found, news } = house();
    const points = pointsOf(400, { 300: 130, 303: 140, 306: 70, 330: 130 });
    const stops = [0, 302, 305, 400];
    for (const [index, stop] of stops.slice(1).entries())
      await deliver(await start(), points.slice(stops[index], stop));

    expect((await found()).map(({ from, to, value }) => [from, to, value])).toEqual([
      [at(330), at(331), 130],
      [at(306), at(307), 70],
      [at(300), at(304), 140],
    ]);
    expect(news.flatMap(({ upserted }) => upserted.map(({ from }) => from))).toContain(at(300));
  });

  it('reports a shifted level once', async () => {
    const { start, deliver, found } = house();
    const shifted = Object.fromEntries(
      pointsOf(700)
        .slice(400)
        .map(({ value }, index) => [400 + index, (value ?? 0) + 30]),
    );

    await deliver(await start(), pointsOf(700, shifted));

    expect(await found()).toMatchObject([{ from: at(400), direction: 'above' }]);
  });

  it('learns anew, and forgets what it found, where the detector or the KPI is another', async () => {
    const { kpis, start, found, store } = house();
    await kpis.upsert(pointsOf(400, { 300: 130 }));
    await (await start()).run();
    await kpis.trim(KPI, at(200));

    await (await start([{ ...definition, value: 'MAX(count)' }])).run();

    expect((await store.bands(KPI, 0, 1e15, 1))[0]?.time).toBe(at(300));
    expect((await found()).map(({ from }) => from)).toEqual([at(300)]);
  });

  it('reads nothing of series that have not changed', async () => {
    const { kpis, start, deliver } = house();
    const watch = await start();
    await deliver(watch, pointsOf(300));
    let reads = 0;
    const series = kpis.series.bind(kpis);
    kpis.series = (...range) => {
      reads += 1;
      return series(...range);
    };

    await watch.run();
    await deliver(watch, [kpiPoint(at(300), 1, { kpi: 'telemetry.unknown', watermark: at(500) })]);

    expect(reads).toBe(0);
  });
});

describe('a correction of a bucket that was judged', () => {
  const judged = async () => {
    const opened = house();
    const watch = await opened.start();
    await opened.deliver(watch, pointsOf(400, { 300: 130, 302: 140 }));
    opened.news.length = 0;
    const correct = (hour: number, value: number | null) =>
      opened.deliver(watch, [kpiPoint(at(hour), value, { sequence: 2, watermark: at(399) })]);
    return { ...opened, watch, correct };
  };

  it('judges its anomaly again by its other buckets', async () => {
    const { correct, found, news } = await judged();

    await correct(302, 101);

    expect(await found()).toMatchObject([{ from: at(300), to: at(303), value: 130 }]);
    expect(news).toEqual([{ upserted: await found(), withdrawn: [] }]);
  });

  it('withdraws its anomaly when nothing of it is unusual any more', async () => {
    const { correct, found, news } = await judged();
    await correct(302, null);
    const [before] = await found();

    await correct(300, 101);

    expect(await found()).toEqual([]);
    expect(news.at(-1)).toEqual({ upserted: [], withdrawn: [before] });
  });

  it('finds what became unusual by it', async () => {
    const { correct, found } = await judged();

    await correct(200, 50);

    expect((await found()).map(({ from, direction }) => [from, direction])).toEqual([
      [at(300), 'above'],
      [at(200), 'below'],
    ]);
  });

  it('changes nothing else: not what the detector knows, not other anomalies, and not for a usual value', async () => {
    const { correct, found, news, store } = await judged();
    const [watch, anomalies] = [await store.watch(KPI), await found()];

    await correct(200, 101);
    await correct(10, 500);

    expect(await store.watch(KPI)).toEqual(watch);
    expect(await found()).toEqual(anomalies);
    expect(news).toEqual([]);
  });

  it('is judged by the next run where this one ended before it did', async () => {
    const { kpis, start, found } = await judged();
    await kpis.upsert([
      kpiPoint(at(302), 101, { sequence: 2, corrections: 1, watermark: at(399) }),
      kpiPoint(at(350), 50, { sequence: 2, corrections: 1, watermark: at(399) }),
    ]);

    await (await start()).run();

    expect((await found()).map(({ from, to }) => [from, to])).toEqual([
      [at(350), at(351)],
      [at(300), at(303)],
    ]);
  });

  it('does not go on with an anomaly that was withdrawn', async () => {
    const { start, deliver, found } = house();
    const watch = await start();
    await deliver(watch, pointsOf(302, { 300: 130 }));
    await deliver(watch, [kpiPoint(at(300), 101, { sequence: 2, watermark: at(301) })]);

    await deliver(watch, pointsOf(304, { 300: 101, 302: 130 }).slice(301));

    expect(await found()).toMatchObject([{ from: at(302), to: at(303) }]);
  });
});

it('trimming forgets what a KPI no longer keeps', async () => {
  const { start, deliver, found, store } = house();
  await deliver(await start(), pointsOf(400, { 300: 130, 350: 130 }));

  await trimAnomalies({ store, clock: simulatedClock(at(320 + 24)) }, { kpis: [{ id: KPI, keepDays: 1 }] })();

  expect((await found()).map(({ from }) => from)).toEqual([at(350)]);
  expect((await store.bands(KPI, 0, 1e15, 1))[0]?.time).toBe(at(320));
});
