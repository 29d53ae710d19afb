import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '@dataforge/clients/duckdb';
import { bronzeColumns, goldTable, type GoldModel, type Product } from '../index.ts';
import { compiledProduct } from './index.ts';

/** Spark's spellings that the engine adds to DuckDB. */
const MACROS = [
  'CREATE MACRO get_json_object(document, path) AS json_extract_string(document, path)',
  'CREATE MACRO unix_millis(instant) AS epoch_ms(instant::TIMESTAMP)',
  `CREATE MACRO struct(a, b) AS {'c1': a, 'c2': b}, (a, b, c) AS {'c1': a, 'c2': b, 'c3': c}`,
];

type Row = Readonly<Record<string, unknown>>;

/** Builds a product's tables from rows of bronze, with its own SQL. */
async function built(name: string, rows: readonly Row[]) {
  const product = compiledProduct(name);
  const directory = mkdtempSync(join(tmpdir(), 'products-'));
  const client = await openDuckDb({
    path: ':memory:',
    memoryLimit: '200MB',
    threads: 1,
    stagingDir: directory,
  });
  const connection = await client.connect();
  const read = async (sql: string, values: Record<string, string | null> = {}): Promise<readonly Row[]> =>
    (await connection.runAndReadAll(sql, values)).getRowObjectsJson() as readonly Row[];
  for (const statement of [...MACROS, 'CREATE SCHEMA gold']) await connection.run(statement);
  const columns = bronzeColumns(product);
  await connection.run(
    `CREATE TABLE bronze (${columns.map((c) => `"${c.name}" ${c.duckdbType}`).join(', ')})`,
  );
  for (const row of rows) {
    const names = Object.keys(row);
    await connection.run(
      `INSERT INTO bronze (${names.join(', ')}) VALUES (${names.map((n) => sqlOf(row[n])).join(', ')})`,
    );
  }
  await connection.run(`CREATE TABLE silver AS SELECT * FROM (${product.silver.sql})`);
  for (const model of product.gold)
    await connection.run(`CREATE TABLE ${tableOf(product, model)} AS SELECT * FROM (${model.sql})`);
  const close = () => {
    client.close();
    rmSync(directory, { recursive: true });
  };
  return { product, read, close };
}

const sqlOf = (value: unknown): string =>
  typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;

const tableOf = (product: Product, model: GoldModel): string => `gold.${goldTable(product.name, model.name)}`;

const place = (position: number) => ({ _partition: 0, _position: position, source: 's', id: `${position}` });

const READINGS = [
  [0, '2026-11-23 12:00:10', 50, '[degF]'],
  [1, '2026-11-23 12:00:50', 10, 'Cel'],
  [2, '2026-11-23 12:00:30', 300, 'K'],
].map(([position, time, value, unit]) => ({
  ...place(position as number),
  event_time: time,
  device_id: 'd1',
  metric: 'temperature',
  value,
  unit,
}));

const DELIVERIES = [
  { ...place(0), event_time: '2026-11-23 12:00:02.500', occurred_at: '2026-11-23 12:00:00', resource: 'r' },
  { ...place(1), event_time: '2026-11-23 12:10:00' },
].map((row) => ({ ...row, provider: 'github', event_type: 'push', payload: '{}' }));

/** The statement with the types that its parameters are bound as. */
const typed = (sql: string): string =>
  sql.replaceAll(/\$(from|to)\b/g, '$$$1::TIMESTAMP').replaceAll(/\$(step|top)\b/g, '$$$1::BIGINT');

const RANGE = { from: '2026-11-23 12:00:00', to: '2026-11-23 13:00:00' };

/** Value and weight of each KPI's points over those rows. */
const READINGS_KPIS = {
  'telemetry.readings': [[3, 3]],
  'telemetry.devices': [[1, 1]],
  'telemetry.temperature_mean': [[288.766667, 3]],
  'telemetry.temperature_max': [[300, 3]],
  'telemetry.speed_mean': [],
};
const DELIVERIES_KPIS = {
  'webhooks.deliveries': [[2, 2]],
  'webhooks.latency_mean': [[2500, 1]],
  'webhooks.event_types': [[1, 1]],
};

describe.each([
  ['telemetry', READINGS, READINGS_KPIS],
  ['webhooks', DELIVERIES, DELIVERIES_KPIS],
])('the SQL of %s on DuckDB', (name, rows, kpis) => {
  let lake: Awaited<ReturnType<typeof built>>;
  beforeAll(async () => {
    lake = await built(name, rows);
  });
  afterAll(() => lake.close());

  it('gives every gold table the columns its model declares, in their order', async () => {
    for (const model of lake.product.gold) {
      const described = await lake.read(`DESCRIBE ${tableOf(lake.product, model)}`);
      expect(described.map((row) => row['column_name'])).toEqual(model.columns.map((column) => column.name));
    }
  });

  it('computes derived columns from the row as the model computes them from its rows', async () => {
    for (const model of lake.product.gold)
      for (const column of model.columns)
        if (column.fold === 'derived')
          expect(
            await lake.read(
              `SELECT * FROM ${tableOf(lake.product, model)}
               WHERE abs((${column.expression}) - "${column.name}") > 1e-9 * abs("${column.name}")`,
            ),
          ).toEqual([]);
  });

  it('computes every KPI', async () => {
    const values: Record<string, unknown> = {};
    for (const kpi of lake.product.kpis) {
      const model = lake.product.gold.find((candidate) => candidate.name === kpi.model);
      if (model?.materialise.kind !== 'windows') throw new Error(`${kpi.id} has no windows model`);
      const points = await lake.read(
        `SELECT round((${kpi.value})::DOUBLE, 6) AS value, (${kpi.weight})::DOUBLE AS weight
         FROM ${tableOf(lake.product, model)} WHERE ${kpi.where ?? 'true'} GROUP BY ${model.materialise.window}`,
      );
      values[kpi.id] = points.map((point) => [point['value'], point['weight']]);
    }
    expect(values).toEqual(kpis);
  });

  it('answers every query', async () => {
    const given: Record<string, string> = {
      ...RANGE,
      device: 'd1',
      metric: 'temperature',
      step: '1',
      top: '5',
    };
    const empty = ['telemetry.speed_mean_by_device'];
    for (const query of lake.product.queries.filter(({ name }) => !empty.includes(name))) {
      const values = Object.fromEntries(query.parameters.map((p) => [p.name, given[p.name] ?? null]));
      expect(
        (await lake.read(`SELECT * FROM (\n${typed(query.sql)}\n) LIMIT 10`, values)).length,
      ).toBeGreaterThan(0);
    }
  });
});

it('answers device_minutes with the columns clients rely on', async () => {
  const { product, read, close } = await built('telemetry', READINGS);
  const query = product.queries.find((candidate) => candidate.name === 'telemetry.device_minutes');
  const [row, ...others] = await read(typed(query?.sql ?? ''), {
    ...RANGE,
    device: 'd1',
  });
  expect(others).toEqual([]);
  expect(Object.keys(row ?? {})).toEqual([
    'device',
    'metric',
    'minute',
    'count',
    'min',
    'max',
    'mean',
    'p95',
    'last',
  ]);
  expect(row).toMatchObject({ count: '3', min: 283.15, max: 300, last: 283.15 });
  expect(row?.['p95']).toBeCloseTo(298.315, 9);
  close();
});

describe('the series of a KPI by a dimension', () => {
  const reading = (position: number, device_id: string, time: string, value: number) => ({
    ...place(position),
    event_time: `2026-11-23 ${time}`,
    device_id,
    metric: 'temperature',
    value,
    unit: 'K',
  });
  const rows = [
    reading(0, 'kiln', '12:00:10', 310),
    reading(1, 'kiln', '12:01:10', 312),
    reading(2, 'kiln', '12:01:20', 312),
    reading(3, 'kiln', '12:01:30', 312),
    reading(4, 'pump', '12:00:10', 300),
    reading(5, 'mill', '12:01:10', 303),
    reading(6, 'mill', '12:01:20', 303),
  ];
  let lake: Awaited<ReturnType<typeof built>>;
  beforeAll(async () => {
    lake = await built('telemetry', rows);
  });
  afterAll(() => lake.close());

  const series = async (query: string, values: Record<string, string | null>) => {
    const sql = lake.product.queries.find(({ name }) => name === query)?.sql ?? '';
    const found = await lake.read(typed(sql), { ...RANGE, step: '1', top: '5', ...values });
    return found.map((row) => [
      row['time'],
      row['series'],
      Number(row['rank']),
      row['value'],
      Number(row['groups']),
    ]);
  };

  it('ranks the groups by the KPI over the whole range, a row for each step', async () => {
    expect(await series('telemetry.temperature_mean_by_device', {})).toEqual([
      ['2026-11-23 12:00:00', 'kiln', 1, 310, 3],
      ['2026-11-23 12:00:00', 'pump', 3, 300, 3],
      ['2026-11-23 12:01:00', 'kiln', 1, 312, 3],
      ['2026-11-23 12:01:00', 'mill', 2, 303, 3],
    ]);
  });

  it('weighs the minutes of a longer step, and makes the groups behind the first one series', async () => {
    expect(await series('telemetry.temperature_mean_by_device', { step: '60', top: '1' })).toEqual([
      ['2026-11-23 12:00:00', 'kiln', 1, 311.5, 3],
      ['2026-11-23 12:00:00', null, 2, 302, 3],
    ]);
  });

  it('takes one value of another dimension only', async () => {
    const devices = async (metric: string | null) =>
      (await series('telemetry.readings_by_device', { step: '60', metric })).map(([, name]) => name);

    expect(await devices('temperature')).toEqual(['kiln', 'mill', 'pump']);
    expect(await devices('speed')).toEqual([]);
  });
});

it('measures the latency of deliveries that carry the time of their provider', async () => {
  const { read, close } = await built('webhooks', DELIVERIES);
  expect(await read('SELECT latency_ms FROM silver ORDER BY _position')).toEqual([
    { latency_ms: '2500' },
    { latency_ms: null },
  ]);
  expect(await read('SELECT resource, event_type FROM gold.webhooks_resources')).toEqual([
    { resource: 'r', event_type: 'push' },
  ]);
  expect(await read('SELECT count, timed, latency_mean FROM gold.webhooks_deliveries_hourly')).toEqual([
    { count: '2', timed: '1', latency_mean: 2500 },
  ]);
  close();
});
