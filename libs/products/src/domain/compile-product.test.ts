import { compiledProducts } from '../testing/index.ts';
import { readProductFolder } from '../adapters/fs/index.ts';
import { compileProduct, type ProductFiles } from './compile-product.ts';
import { compileProducts } from './compile-products.ts';
import { describeFault } from './fault.ts';
import { fileURLToPath } from 'node:url';

const telemetry = readProductFolder(
  fileURLToPath(new URL('../../../telemetry/product', import.meta.url)),
).files;

type Change = (text: string) => string;

const withFile = (file: string, change: Change): ProductFiles =>
  new Map([...telemetry, [file, change(telemetry.get(file) ?? '')]]);

function faultsOf(files: ProductFiles): readonly string[] {
  const compiled = compileProduct(files);
  return compiled.ok ? [] : compiled.error.map(describeFault);
}

const swap =
  (from: string, to: string): Change =>
  (text) => {
    if (!text.includes(from)) throw new Error(`the file does not have ${from}`);
    return text.replace(from, to);
  };

const GOLD = 'gold/device_minutes.sql';
const QUERY = 'queries/device_minutes.sql';

const LATEST = `-- materialise: merge(device, metric order by seen)
-- refresh: batch
SELECT device AS device, metric AS metric, value AS value, STRUCT(event_time, source, id) AS seen
FROM silver`;

const swapIn =
  (text: string, from: string, to: string): Change =>
  () =>
    swap(from, to)(text);

const lengthOfNumber = swap(
  'logicalTypeOptions: { minimum: -1.0e280, maximum: 1.0e280 }',
  'logicalTypeOptions: { minLength: 1 }',
);

describe('compiling a product folder', () => {
  it('takes the folders of this workspace', () => {
    const { products, hash } = compiledProducts();
    expect(products.map((product) => product.name)).toEqual(['telemetry', 'webhooks']);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(products.flatMap((product) => product.kpis).length).toBeGreaterThanOrEqual(6);
  });

  it('derives the event, the models and the queries', () => {
    const compiled = compileProduct(telemetry);
    if (!compiled.ok) throw new Error(compiled.error.map(describeFault).join('\n'));
    const { event, gold, queries } = compiled.value;
    expect(event).toMatchObject({
      type: 'com.dataforge.telemetry.reading.v1',
      topic: 'telemetry.readings',
      partitions: 4,
      latenessMs: 900_000,
    });
    expect(event.fields[0]).toMatchObject({
      name: 'deviceId',
      column: 'device_id',
      type: 'string',
      required: true,
    });
    const minutes = gold.find((model) => model.name === 'device_minutes');
    expect(minutes?.materialise).toEqual({
      kind: 'windows',
      grain: 'minute',
      time: 'event_time',
      key: ['device', 'metric', 'minute'],
      window: 'minute',
    });
    expect(minutes?.columns).toContainEqual({
      name: 'mean',
      fold: 'derived',
      expression: 'sum / count',
      significantDigits: 12,
    });
    expect(minutes?.columns).toContainEqual({ name: 'last', fold: 'last', order: 'last_order' });
    expect(queries.find((query) => query.name === 'telemetry.device_minutes')).toMatchObject({
      reads: ['telemetry_device_minutes'],
      parameters: [{ name: 'device', type: 'string', required: true }, { name: 'from' }, { name: 'to' }],
    });
  });

  it.each<[string, ProductFiles, string]>([
    [
      'quality rules',
      new Map([...telemetry, ['quality.dqdl', 'Rules = []']]),
      'quality.dqdl: quality rules are not supported yet',
    ],
    ['a stranger', new Map([...telemetry, ['notes.txt', '']]), 'notes.txt: does not belong'],
    [
      'no contract',
      new Map([...telemetry].filter(([file]) => file !== 'contract.odcs.yaml')),
      'contract.odcs.yaml: is missing',
    ],
    ['broken YAML', withFile('contract.odcs.yaml', (text) => `${text}\n  - {`), 'contract.odcs.yaml (line'],
    [
      'what the standard refuses',
      withFile('contract.odcs.yaml', swap('kind: DataContract', 'kind: Contract')),
      'Open Data Contract Standard',
    ],
    [
      'a field without a classification',
      withFile('contract.odcs.yaml', swap('        classification: internal\n', '')),
      'every field needs a classification',
    ],
    [
      'no event type',
      withFile('contract.odcs.yaml', swap('property: eventType', 'property: kindOfEvent')),
      'eventType',
    ],
    [
      'a zone too few',
      withFile('contract.odcs.yaml', swap('element: gold', 'element: platinum')),
      'there is no zone platinum',
    ],
    [
      'another quality metric',
      withFile('contract.odcs.yaml', swap('metric: invalidValues', 'metric: nullValues')),
      'quality gate',
    ],
    [
      'silver without its place',
      withFile('silver.sql', swap('_position AS _position,', '')),
      'carry _position through',
    ],
    [
      'silver from elsewhere',
      withFile('silver.sql', swap('FROM bronze', 'FROM landing')),
      'silver reads from bronze',
    ],
    [
      'a column without a name',
      withFile('silver.sql', swap('device_id AS device', 'device_id')),
      'expression AS name',
    ],
    ['a semicolon', withFile('silver.sql', (text) => `${text};`), 'no semicolon'],
    [
      'a model that appends',
      withFile(GOLD, swap('windows(minute, event_time)', 'append')),
      'append is not supported',
    ],
    [
      'a time silver does not have',
      withFile(GOLD, swap('windows(minute, event_time)', 'windows(minute, seen_at)')),
      'silver has no column seen_at',
    ],
    [
      'another grain than it cuts',
      withFile(GOLD, swap('windows(minute,', 'windows(hour,')),
      "DATE_TRUNC('hour', event_time)",
    ],
    [
      'a key that is not grouped by',
      withFile(GOLD, swap('GROUP BY device, metric,', 'GROUP BY device,')),
      'the key column metric is not grouped by',
    ],
    [
      'a group that is no key',
      withFile(GOLD, swap('-- key: device, metric, minute', '-- key: device, minute')),
      'metric is grouped by and is no key column',
    ],
    [
      'a column that is not declared',
      withFile(GOLD, swap('min min, ', '')),
      'min is selected and not declared',
    ],
    [
      'a column that is not selected',
      withFile(GOLD, swap('min min, ', 'min min, median recompute, ')),
      'median is declared and not selected',
    ],
    [
      'a sum declared as a count',
      withFile(GOLD, swap('sum sum', 'sum count')),
      'sum is declared as count and selected as sum(value)',
    ],
    [
      'a distinct count that would fold',
      withFile(GOLD, swap('COUNT(*) AS count', 'COUNT(DISTINCT value) AS count')),
      'count is declared as count',
    ],
    [
      'a last without its order',
      withFile(
        GOLD,
        swap('MAX(STRUCT(event_time, source, id)) AS last_order', 'MAX(event_time) AS last_order'),
      ),
      'last_order, the order of last',
    ],
    [
      'a fold nobody knows',
      withFile(GOLD, swap('p95 recompute', 'p95 percentile')),
      '"p95 percentile" is neither',
    ],
    [
      'a refresh nobody knows',
      withFile(GOLD, swap('refresh: 10s', 'refresh: sometimes')),
      'sometimes is none of',
    ],
    ['a header line nobody knows', withFile(GOLD, (text) => `-- owner: me\n${text}`), 'there is no "owner"'],
    [
      'a KPI over no model',
      withFile('kpis.yaml', swap('model: device_minutes', 'model: device_years')),
      'device_years is not a windows model',
    ],
    [
      'a KPI with a wrong rollup',
      withFile('kpis.yaml', swap('rollup: sum', 'rollup: median')),
      '/kpis/0/rollup',
    ],
    [
      'a parameter that is not used',
      withFile(QUERY, swap('device = $device AND ', '')),
      'device is declared and not used',
    ],
    [
      'a parameter that is not declared',
      withFile(QUERY, swap('-- param: device string required -- as its readings name it\n', '')),
      '$device is used and not declared',
    ],
    [
      'a query without bounds',
      withFile(QUERY, swap('from timestamp required', 'from timestamp')),
      'bounded in time',
    ],
    [
      'a query over silver',
      withFile(QUERY, swap('FROM gold.telemetry_device_minutes', 'FROM silver.telemetry')),
      'no gold table of this product',
    ],
    ['a query without an order', withFile(QUERY, swap('ORDER BY minute, metric', '')), 'needs an ORDER BY'],
    ['a union', withFile('silver.sql', (text) => `${text} UNION ALL SELECT 1`), 'no SELECT within'],
    ['a join', withFile('silver.sql', (text) => `${text} JOIN landing`), 'no JOIN'],
    ['a limit', withFile(GOLD, (text) => `${text} LIMIT 10`), 'no LIMIT'],
    ['a parenthesis that stays open', withFile(GOLD, swap('COUNT(*)', 'COUNT(*')), 'not closed'],
    [
      'a column bronze does not have',
      withFile('silver.sql', swap('device_id AS device', 'devise_id AS device')),
      'silver.sql (device): bronze has no column devise_id',
    ],
    [
      'a column silver does not have',
      withFile(GOLD, swap('FROM silver', "FROM silver WHERE colour = 'red'")),
      'silver has no column colour',
    ],
    [
      'a name that is the engine’s',
      withFile(GOLD, swap('device AS device', 'device AS _device')),
      '_device: names that begin with an underscore',
    ],
    [
      'a column declared twice',
      withFile(GOLD, swap('min min,', 'min min, min min,')),
      'min is declared twice',
    ],
    [
      'a fold with something around it',
      withFile(GOLD, swap('COUNT(*) AS count', 'COUNT(*) + 1 AS count')),
      'count is declared as count and selected as count(*) + 1',
    ],
    [
      'a derived column that is another in the SQL',
      withFile(GOLD, swap('mean = sum / count', 'mean = sum / max')),
      'mean is declared as sum / max, which over rows is sum(value) / max(value)',
    ],
    [
      'a derived column of one that lags',
      withFile(GOLD, swap('mean = sum / count', 'mean = p95 / count')),
      'mean is derived from p95, which is recompute',
    ],
    [
      'an order that is not kept as the greatest',
      withFile(GOLD, swap('last_order max', 'last_order recompute')),
      'last_order, the order of last, is to be declared as max',
    ],
    [
      'digits of a column there is not',
      withFile(GOLD, swap('digits: sum 12', 'digits: total 12')),
      'total is not declared in columns',
    ],
    [
      'more digits than a number has',
      withFile(GOLD, swap('digits: sum 12', 'digits: sum 40')),
      '"sum 40" is not "column digits"',
    ],
    [
      'a window among the keys twice',
      withFile(GOLD, swap('device AS device', "DATE_TRUNC('minute', event_time) AS device")),
      'one key column, and only one',
    ],
    [
      'a newest row with a cadence',
      withFile('gold/latest.sql', () => LATEST.replace('refresh: batch', 'refresh: 10s')),
      'its refresh is batch',
    ],
    [
      'a newest row that groups',
      withFile('gold/latest.sql', () => `${LATEST} GROUP BY device`),
      'groups nothing',
    ],
    [
      'a newest row whose order can be equal',
      withFile('gold/latest.sql', swapIn(LATEST, 'STRUCT(event_time, source, id)', 'event_time')),
      'so that no two rows are equal',
    ],
    [
      'a newest row with folds',
      withFile('gold/latest.sql', () => `-- columns: value max\n${LATEST}`),
      'there is no "columns"',
    ],
    ['a length of a number', withFile('contract.odcs.yaml', lengthOfNumber), 'Open Data Contract Standard'],
    [
      'a horizon beyond silver',
      withFile('contract.odcs.yaml', swap('dedupeHorizonDays, value: 7', 'dedupeHorizonDays, value: 91')),
      'looked up in silver, which is kept 90 days',
    ],
    [
      'a horizon beyond bronze',
      withFile('contract.odcs.yaml', swap('dedupeHorizonDays, value: 7', 'dedupeHorizonDays, value: 8')),
      'is the row of bronze, which is kept 7 days; choose no more than that',
    ],
    [
      'a horizon beyond all that holds what came',
      withFile('contract.odcs.yaml', (text) =>
        swap('landing, value: 90', 'landing, value: 6')(swap('log, value: 7', 'log, value: 5')(text)),
      ),
      'are in landing, which is kept 6 days; choose no more than that',
    ],
    [
      'a KPI that outlives its gold',
      withFile('kpis.yaml', swap('keepDays: 30', 'keepDays: 401')),
      '/kpis/readings/keepDays): its points are those of gold, which is kept 400 days',
    ],
    [
      'a field that is the envelope’s',
      withFile('contract.odcs.yaml', swap('name: metric', 'name: subject')),
      "the column subject is the envelope's",
    ],
    [
      'an empty contract',
      withFile('contract.odcs.yaml', () => ''),
      'must be object (Open Data Contract Standard',
    ],
    [
      'two KPIs of one name',
      withFile('kpis.yaml', swap('name: devices', 'name: readings')),
      'two KPIs are called readings',
    ],
    [
      'a KPI of a column there is not',
      withFile('kpis.yaml', swap('value: MAX(max)', 'value: MAX(maximum)')),
      'the model has no column maximum',
    ],
    [
      'a KPI that is no aggregate',
      withFile('kpis.yaml', swap('value: MAX(max)', 'value: max')),
      'max is to be within an aggregate',
    ],
    [
      'a KPI with a statement for its condition',
      withFile('kpis.yaml', swap("where: metric = 'temperature'", 'where: 1 = (SELECT 1)')),
      'not a statement',
    ],
    [
      'a dimension that is no column of the key',
      withFile('kpis.yaml', swap('dimensions: [metric]', 'dimensions: [colour]')),
      '/kpis/devices/dimensions): colour is no key column of the model; choose among device, metric',
    ],
    [
      'the window as a dimension',
      withFile('kpis.yaml', swap('dimensions: [metric]', 'dimensions: [minute]')),
      'minute is no key column of the model',
    ],
    [
      'a dimension twice',
      withFile('kpis.yaml', swap('dimensions: [metric]', 'dimensions: [metric, metric]')),
      'metric is named twice',
    ],
    [
      'a file with the name of a query by a dimension',
      new Map([...telemetry, ['queries/devices_by_metric.sql', telemetry.get(QUERY) ?? '']]),
      'a dimension makes the query telemetry.devices_by_metric, and a file in queries/ is one too',
    ],
    [
      'a critical threshold before the warning',
      withFile('kpis.yaml', swap('critical: { above: 318.15 }', 'critical: { above: 300 }')),
      'lies beyond warn',
    ],
    [
      'a query that writes',
      withFile(QUERY, swap('SELECT device,', 'WITH x AS (SELECT 1) INSERT INTO y SELECT device,')),
      'INSERT has no place in a query',
    ],
    [
      'a query over another table behind a comma',
      withFile(
        QUERY,
        swap('FROM gold.telemetry_device_minutes', 'FROM gold.telemetry_device_minutes m, silver.x'),
      ),
      'silver.x is no gold table',
    ],
    [
      'a query over a file',
      withFile(QUERY, swap('FROM gold.telemetry_device_minutes', "FROM read_text('/etc/hostname')")),
      'read_text is no gold table',
    ],
    [
      'a default of another type',
      withFile(QUERY, swap('device string required', 'device integer default ten')),
      'ten cannot be the default of device',
    ],
    [
      'a default beyond its bounds',
      withFile(QUERY, swap('device string required', 'device integer default 9 between 1 and 5')),
      '9 cannot be the default of device, which is between 1 and 5',
    ],
    [
      'bounds of a text',
      withFile(QUERY, swap('device string required', 'device string between a and z')),
      'between a and z cannot bound device',
    ],
  ])('refuses %s', (_name, files, fault) => {
    expect(faultsOf(files).join('\n')).toContain(fault);
  });

  it('blames nothing for what it refers to that cannot be read', () => {
    const broken = withFile(GOLD, swap('refresh: 10s', 'refresh: sometimes'));
    expect(faultsOf(broken).map((fault) => fault.split(' ')[0])).toEqual([GOLD]);
    const noContract = withFile('contract.odcs.yaml', () => 'kind: Contract');
    expect(new Set(faultsOf(noContract).map((fault) => fault.split(' ')[0]))).toEqual(
      new Set(['contract.odcs.yaml']),
    );
  });

  it('takes the newest row per key', () => {
    const compiled = compileProduct(withFile('gold/latest.sql', () => LATEST));
    expect(compiled.ok && compiled.value.gold.find((model) => model.name === 'latest')).toMatchObject({
      materialise: { kind: 'merge', key: ['device', 'metric'], orderBy: 'seen' },
      columns: [{ fold: 'key' }, { fold: 'key' }, { fold: 'replace' }, { fold: 'replace' }],
    });
  });

  it('leaves comments out of the statements, so that they can be put into others', () => {
    const compiled = compileProduct(withFile(GOLD, (text) => `${text}-- "the end" '`));
    if (!compiled.ok) throw new Error(compiled.error.map(describeFault).join('\n'));
    for (const { sql } of [compiled.value.silver, ...compiled.value.gold, ...compiled.value.queries]) {
      expect(sql).toMatch(/^(SELECT|WITH)\s/);
      expect(sql).not.toContain('--');
    }
  });

  it('names every fault at once', () => {
    const files = new Map(withFile(GOLD, swap('min min, ', '')));
    files.set('quality.dqdl', '');
    files.set('kpis.yaml', 'kpis: 3');
    expect(new Set(faultsOf(files).map((fault) => fault.split(/[ :]/)[0]))).toEqual(
      new Set(['quality.dqdl', GOLD, 'kpis.yaml']),
    );
  });

  it('refuses two products that share a name, a type or a topic', () => {
    const twice = compileProducts([
      { path: 'a', files: telemetry },
      { path: 'b', files: telemetry },
    ]);
    expect(twice.ok ? [] : twice.error.map((fault) => fault.detail)).toEqual([
      'two products have the name telemetry',
      'two products have the event type com.dataforge.telemetry.reading.v1',
      'two products have the topic telemetry.readings',
    ]);
  });

  it('hashes what is in them, and nothing else', () => {
    const hash = (files: ProductFiles) => {
      const compiled = compileProducts([{ path: 'p', files }]);
      return compiled.ok && compiled.value.hash;
    };
    expect(hash(new Map([...telemetry].reverse()))).toBe(hash(telemetry));
    expect(hash(withFile('kpis.yaml', swap('title: Readings', 'title: Measurements')))).not.toBe(
      hash(telemetry),
    );
  });
});
