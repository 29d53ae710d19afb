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
    expect(minutes?.columns).toContainEqual({ name: 'mean', fold: 'derived', expression: 'sum / count' });
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
      'sum is declared as count and selected as SUM(value)',
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
      withFile(QUERY, swap('-- param: device string required\n', '')),
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
  ])('refuses %s', (_name, files, fault) => {
    expect(faultsOf(files).join('\n')).toContain(fault);
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
