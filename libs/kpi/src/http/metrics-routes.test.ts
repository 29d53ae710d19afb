import { appAs } from '@dataforge/http/testing';
import { simulatedClock } from '@dataforge/testkit';
import { memoryKpiStore } from '../adapters/memory/index.ts';
import { kpiDefinition } from '../testing/definitions.ts';
import { kpiPoint } from '../testing/points.ts';
import { listKpis } from '../usecases/list-kpis.ts';
import { readKpi } from '../usecases/read-kpi.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { metricsSchema } from './metrics-schemas.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const config = {
  kpis: [
    kpiDefinition({ warn: { above: 5 }, dimensions: ['device'] }),
    kpiDefinition({ id: 'telemetry.silent', title: 'Silent' }),
  ],
};

async function appWith(permissions: readonly string[] = ['metrics:read']) {
  const store = memoryKpiStore();
  await store.upsert([
    kpiPoint(T0, 4, { watermark: T0 + 60_000 }),
    kpiPoint(T0 + 60_000, 6, { watermark: T0 + 90_000, appendedAt: T0 + 95_000 }),
  ]);
  const ports = { store, clock: simulatedClock(T0 + 100_000) };
  return appAs(
    permissions,
    metricsRoutes({ readKpi: readKpi(ports, config), listKpis: listKpis(ports, config) }),
  );
}

const get = async (query: string) => {
  const response = await (await appWith()).request(`/metrics${query}`);
  return { status: response.status, body: (await response.json()) as unknown };
};
const metrics = async (query: string) => {
  const { status, body } = await get(query);
  expect(status).toBe(200);
  const parsed = metricsSchema.parse(body);
  // What the schema does not know it drops: nothing may be sent that is not declared.
  expect(parsed).toEqual(body);
  return parsed.items;
};

describe('GET /metrics', () => {
  it('answers the current values of all KPIs when none is named', async () => {
    const items = await metrics('');

    expect(items.map((item) => item.kpi)).toEqual(['telemetry.readings', 'telemetry.silent']);
    expect(items[0]).not.toHaveProperty('points');
    expect(items[0]?.current).toEqual({
      value: 6,
      time: '2026-11-23T14:01:00.000Z',
      unit: '1',
      watermark: '2026-11-23T14:01:30.000Z',
      ageMs: 5_000,
      corrected: false,
      partial: true,
      stale: false,
      state: 'warn',
      previous: { value: 4, time: '2026-11-23T14:00:00.000Z' },
    });
    expect(items[1]?.current).toMatchObject({
      value: null,
      time: null,
      ageMs: null,
      stale: true,
      state: 'unknown',
    });
  });

  it('says what a series can be grouped by, and which limits it has', async () => {
    const [limited, plain] = await metrics('');

    expect(limited).toMatchObject({ dimensions: ['device'], warn: { above: 5 } });
    expect(plain?.dimensions).toEqual([]);
    expect(plain).not.toHaveProperty('warn');
  });

  it('answers the series of a named KPI', async () => {
    const items = await metrics(
      '?kpi=telemetry.readings&from=2026-11-23T14:00:00Z&to=2026-11-23T14:03:00Z&step=1m',
    );

    expect(items[0]).toMatchObject({
      step: '1m',
      grain: 'minute',
      direction: 'neutral',
      product: 'telemetry',
    });
    expect(items[0]?.points).toEqual([
      { time: '2026-11-23T14:00:00.000Z', value: 4, weight: 1, corrected: false, partial: false },
      { time: '2026-11-23T14:01:00.000Z', value: 6, weight: 1, corrected: false, partial: true },
      { time: '2026-11-23T14:02:00.000Z', value: null, corrected: false, partial: true },
    ]);
  });

  it.each(['?kpi=telemetry.silent,telemetry.readings', '?kpi=telemetry.silent&kpi=telemetry.readings'])(
    'takes several KPIs: %s',
    async (query) => {
      const items = await metrics(query);

      expect(items.map((item) => item.kpi)).toEqual(['telemetry.silent', 'telemetry.readings']);
      expect(items[0]?.points).toHaveLength(61);
    },
  );

  it('answers 404 for an unknown KPI, naming the known ones', async () => {
    const { status, body } = await get('?kpi=nope');

    expect(status).toBe(404);
    expect(body).toMatchObject({ status: 404, detail: expect.stringContaining('telemetry.readings') });
  });

  it.each([
    ['?kpi=telemetry.readings&from=x&step=y', ['from', 'step']],
    ['?kpi=telemetry.readings&from=2020-01-01T00:00:00Z', ['from']],
    ['?kpi=,', ['kpi']],
    ['?from=2026-11-23T14:00:00Z&step=5m', ['from', 'step']],
  ])('answers 400 for %s, naming the fields', async (query, fields) => {
    const { status, body } = await get(query);

    expect(status).toBe(400);
    expect((body as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual(fields);
  });

  it('needs the permission metrics:read', async () => {
    expect((await (await appWith([])).request('/metrics')).status).toBe(403);
  });
});
