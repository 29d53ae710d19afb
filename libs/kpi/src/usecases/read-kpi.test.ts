import { simulatedClock } from '@dataforge/testkit';
import { memoryKpiStore } from '../adapters/memory/index.ts';
import { kpiDefinition } from '../testing/definitions.ts';
import { kpiPoint } from '../testing/points.ts';
import { listKpis } from './list-kpis.ts';
import { readKpi } from './read-kpi.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 23, 14);
const readings = kpiDefinition();
const mean = kpiDefinition({ id: 'telemetry.mean', rollup: 'mean' });
const hourly = kpiDefinition({ id: 'webhooks.deliveries', product: 'webhooks', grain: 'hour' });

const setup = () => {
  const store = memoryKpiStore();
  const clock = simulatedClock(T0 + 10 * MINUTE);
  const config = { kpis: [readings, mean, hourly] };
  return { store, read: readKpi({ store, clock }, config), list: listKpis({ store, clock }, config) };
};

describe('reading a KPI', () => {
  it('answers every bucket of the range, gaps as null', async () => {
    const { store, read } = setup();
    await store.upsert([
      kpiPoint(T0, 3, { watermark: T0 + 2 * MINUTE }),
      kpiPoint(T0 + 2 * MINUTE, 0, { weight: 0, corrections: 2 }),
    ]);

    const result = await read({
      kpis: ['telemetry.readings'],
      from: '2026-11-23T14:00:00Z',
      to: '2026-11-23T14:04:00Z',
    });

    expect(result).toMatchObject({ ok: true, value: [{ step: '1m' }] });
    expect(result.ok && result.value[0]?.points).toEqual([
      { time: T0, value: 3, weight: 1, corrected: false, partial: false },
      { time: T0 + MINUTE, value: null, corrected: false, partial: false },
      { time: T0 + 2 * MINUTE, value: 0, weight: 0, corrected: true, partial: true },
      { time: T0 + 3 * MINUTE, value: null, corrected: false, partial: true },
    ]);
  });

  it('rolls up by weight', async () => {
    const { store, read } = setup();
    await store.upsert([
      kpiPoint(T0, 10, { kpi: mean.id, weight: 1 }),
      kpiPoint(T0 + MINUTE, 20, { kpi: mean.id, weight: 3 }),
    ]);

    const result = await read({
      kpis: [mean.id],
      from: '2026-11-23T14:00:00Z',
      to: '2026-11-23T14:05:00Z',
      step: '5m',
    });

    expect(result.ok && result.value[0]?.points).toEqual([
      { time: T0, value: 17.5, weight: 4, corrected: false, partial: true },
    ]);
  });

  it('takes the watermark of the product from all its KPIs', async () => {
    const { store, read } = setup();
    await store.upsert([
      kpiPoint(T0, 3, { watermark: T0 }),
      kpiPoint(T0 + 5 * MINUTE, 1, { kpi: mean.id, watermark: T0 + 4 * MINUTE }),
    ]);

    const result = await read({ kpis: [readings.id] });

    expect(result.ok && result.value[0]?.current).toMatchObject({
      watermark: T0 + 4 * MINUTE,
      partial: false,
    });
  });

  it('reads a series longer than a page', async () => {
    const { store, read } = setup();
    const points = Array.from({ length: 4_500 }, (_, index) => kpiPoint(T0 - index * MINUTE, 1));
    await store.upsert(points);

    const result = await read({ kpis: [readings.id], from: '2026-11-20T00:00:00Z', step: '1d' });

    const values = result.ok ? (result.value[0]?.points ?? []) : [];
    expect(values.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBe(4_500);
  });

  it('answers each KPI once, in the order asked', async () => {
    const { read } = setup();

    const result = await read({ kpis: [mean.id, readings.id, mean.id] });

    expect(result.ok && result.value.map(({ definition }) => definition.id)).toEqual([mean.id, readings.id]);
  });

  it('names the known KPIs when one is unknown', async () => {
    const { read } = setup();

    expect(await read({ kpis: ['telemetry.readings', 'nope'] })).toEqual({
      ok: false,
      error: {
        kind: 'unknown-kpi',
        detail: 'There is no KPI nope. Known are: telemetry.readings, telemetry.mean, webhooks.deliveries.',
      },
    });
  });

  it('says for which KPI a step is too fine', async () => {
    const { read } = setup();

    const result = await read({ kpis: [readings.id, hourly.id], step: '5m' });

    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'invalid', faults: [{ field: 'step', detail: expect.stringContaining(hourly.id) }] },
    });
  });

  it('refuses an answer of too many points together', async () => {
    const kpis = Array.from({ length: 7 }, (_, index) => kpiDefinition({ id: `telemetry.k${index}` }));
    const read = readKpi({ store: memoryKpiStore(), clock: simulatedClock(T0) }, { kpis });

    const result = await read({ kpis: kpis.map(({ id }) => id), from: '2026-11-21T00:00:00Z', step: '1m' });

    expect(result).toMatchObject({ ok: false, error: { kind: 'invalid', faults: [{ field: 'kpi' }] } });
  });

  it('is not taken over by a point of a far future, nor is its watermark', async () => {
    const { store, read, list } = setup();
    const future = Date.UTC(2199, 0, 1);
    await store.upsert([
      kpiPoint(T0 + 8 * MINUTE, 11, { watermark: T0 + 7 * MINUTE }),
      kpiPoint(T0 + 9 * MINUTE, 12, { watermark: T0 + 8 * MINUTE }),
      kpiPoint(T0 + 15 * MINUTE, 13, { watermark: T0 + 9 * MINUTE }),
      kpiPoint(T0 + 16 * MINUTE, 14, { watermark: T0 + 2 * MINUTE }),
      kpiPoint(future, 99, { watermark: T0 }),
    ]);

    const listed = await list();
    const result = await read({
      kpis: [readings.id],
      from: '2199-01-01T00:00:00Z',
      to: '2199-01-01T00:01:00Z',
    });

    const current = { value: 13, time: T0 + 15 * MINUTE, watermark: T0 + 9 * MINUTE };
    expect(listed[0]?.current).toMatchObject(current);
    expect(result.ok && result.value[0]?.current).toMatchObject(current);
    expect(result.ok && result.value[0]?.points).toMatchObject([{ time: future, value: 99, partial: true }]);
  });

  it('has no current value while all there is lies in a far future', async () => {
    const { store, list } = setup();
    await store.upsert([kpiPoint(Date.UTC(2199, 0, 1), 99)]);

    expect((await list())[0]?.current).toMatchObject({ value: null, time: null, state: 'unknown' });
  });

  it('lists the current values of all, measured or not', async () => {
    const { store, list } = setup();
    await store.upsert([kpiPoint(T0 + 9 * MINUTE, 12, { appendedAt: T0 + 9.5 * MINUTE })]);

    const items = await list();

    expect(items.map(({ definition, current }) => [definition.id, current.value, current.ageMs])).toEqual([
      ['telemetry.readings', 12, 30_000],
      ['telemetry.mean', null, null],
      ['webhooks.deliveries', null, null],
    ]);
  });
});
