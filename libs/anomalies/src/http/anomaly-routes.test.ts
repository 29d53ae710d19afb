import { appAs } from '@dataforge/http/testing';
import { simulatedClock } from '@dataforge/testkit';
import { memoryAnomalyStore } from '../adapters/memory/index.ts';
import type { Anomaly } from '../domain/anomaly.ts';
import { readAnomalies } from '../usecases/read-anomalies.ts';
import { anomalyRoutes } from './anomaly-routes.ts';
import { anomaliesSchema, bandsSchema } from './anomaly-schemas.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const MINUTE = 60_000;
const kpis = [
  { id: 'telemetry.readings', product: 'telemetry' },
  { id: 'telemetry.devices', product: 'telemetry' },
];

const anomaly = (minute: number, kpi = 'telemetry.readings'): Anomaly => ({
  kpi,
  from: T0 + minute * MINUTE,
  to: T0 + (minute + 1) * MINUTE,
  direction: 'above',
  score: 1.5,
  value: 9,
  expected: { low: 1, mid: 4, high: 7 },
  detectedAt: T0 + (minute + 2) * MINUTE,
});

async function appWith(permissions: readonly string[] = ['anomalies:read']) {
  const store = memoryAnomalyStore();
  await store.commit({
    anomalies: [
      anomaly(0),
      anomaly(5),
      anomaly(5, 'telemetry.devices'),
      anomaly(7, 'telemetry.gone'),
      anomaly(-30_000),
    ],
    bands: [0, 1, 2].map((minute) => ({
      kpi: 'telemetry.readings',
      time: T0 + minute * MINUTE,
      low: 1,
      mid: 4,
      high: 7,
    })),
  });
  const clock = simulatedClock(T0 + 10 * MINUTE);
  return appAs(
    permissions,
    anomalyRoutes({ readAnomalies: readAnomalies({ store, clock }, { kpis }) }, { kpis }),
  );
}

const get = async (path: string) => {
  const response = await (await appWith()).request(path);
  return { status: response.status, body: (await response.json()) as unknown };
};

async function items<T>(path: string, schema: { parse(body: unknown): T }): Promise<T> {
  const { status, body } = await get(path);
  expect(status).toBe(200);
  const parsed = schema.parse(body);
  // What the schema does not know it drops: nothing may be sent that is not declared.
  expect(parsed).toEqual(body);
  return parsed;
}

const namesOf = (page: { items: readonly { kpi: string; from: string }[] }) =>
  page.items.map(({ kpi, from }) => `${kpi} ${from.slice(11, 16)}`);

describe('GET /anomalies', () => {
  it('answers the anomalies of a week, the newest first, without those of KPIs that are no more', async () => {
    const page = await items('/anomalies', anomaliesSchema);

    expect(namesOf(page)).toEqual([
      'telemetry.devices 14:05',
      'telemetry.readings 14:05',
      'telemetry.readings 14:00',
    ]);
    expect(page.items[2]).toEqual({
      kpi: 'telemetry.readings',
      product: 'telemetry',
      from: '2026-11-23T14:00:00.000Z',
      to: '2026-11-23T14:01:00.000Z',
      direction: 'above',
      score: 1.5,
      value: 9,
      expected: { low: 1, mid: 4, high: 7 },
      detectedAt: '2026-11-23T14:02:00.000Z',
    });
  });

  it('answers those of one KPI that begin in a range', async () => {
    const range = 'from=2026-11-23T14:00:00Z&to=2026-11-23T14:05:00Z';

    expect(namesOf(await items(`/anomalies?kpi=telemetry.readings&${range}`, anomaliesSchema))).toEqual([
      'telemetry.readings 14:00',
    ]);
    expect(namesOf(await items(`/anomalies?${range}`, anomaliesSchema))).toEqual([
      'telemetry.readings 14:00',
    ]);
  });

  it('gives pages that together hold each once', async () => {
    const names: string[] = [];
    for (let cursor = ''; ;) {
      const page = await items(`/anomalies?limit=1${cursor}`, anomaliesSchema);
      names.push(...namesOf(page));
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${page.nextCursor}`;
    }

    expect(names).toEqual(namesOf(await items('/anomalies', anomaliesSchema)));
  });

  it.each([
    ['?from=x', 'from'],
    ['?from=2026-11-23T14:00:00Z&to=2026-11-22T14:00:00Z', 'to'],
    ['?limit=0', 'limit'],
    ['?cursor=x', 'cursor'],
  ])('answers 400 for %s, naming the field', async (query, field) => {
    const { status, body } = await get(`/anomalies${query}`);

    expect(status).toBe(400);
    expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
  });

  it('answers 404 for an unknown KPI, naming the known ones', async () => {
    const { status, body } = await get('/anomalies?kpi=nope');

    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: expect.stringContaining('telemetry.readings, telemetry.devices') });
  });

  it.each(['/anomalies', '/anomalies/bands?kpi=telemetry.readings'])(
    'needs the permission anomalies:read: %s',
    async (path) => {
      expect((await (await appWith([])).request(path)).status).toBe(403);
    },
  );
});

describe('GET /anomalies/bands', () => {
  it('answers what was expected of each bucket of a range, page by page', async () => {
    const path = '/anomalies/bands?kpi=telemetry.readings&from=2026-11-23T14:01:00Z&limit=1';
    const first = await items(path, bandsSchema);
    const second = await items(`${path}&cursor=${first.nextCursor}`, bandsSchema);

    expect(first.items).toEqual([
      { kpi: 'telemetry.readings', time: '2026-11-23T14:01:00.000Z', low: 1, mid: 4, high: 7 },
    ]);
    expect(second.items.map(({ time }) => time)).toEqual(['2026-11-23T14:02:00.000Z']);
    expect(second).not.toHaveProperty('nextCursor');
  });

  it('needs a KPI, and one that there is', async () => {
    expect((await get('/anomalies/bands')).status).toBe(400);
    expect((await get('/anomalies/bands?kpi=nope')).status).toBe(404);
  });
});
