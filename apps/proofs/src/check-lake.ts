import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { GoldModel, Product } from '@dataforge/products';

/** Every fault that was found, in words; none means the lake is right. */
export type Faults = string[];

type Row = Readonly<Record<string, unknown>>;

const MACROS = [
  'CREATE OR REPLACE TEMP MACRO get_json_object(document, path) AS json_extract_string(document, path)',
  'CREATE OR REPLACE TEMP MACRO unix_millis(instant) AS epoch_ms(instant::TIMESTAMP)',
  "CREATE OR REPLACE TEMP MACRO struct(a, b, c) AS {'c1': a, 'c2': b, 'c3': c}",
];

export interface LakeReader {
  rows(sql: string): Promise<readonly Row[]>;
}

export interface StoppedLake extends LakeReader {
  close(): void;
}

/** Opens the files of a stopped process. */
export async function openStoppedLake(dataDir: string): Promise<StoppedLake> {
  const instance = await DuckDBInstance.create(join(dataDir, 'lake.duckdb'), {
    access_mode: 'READ_ONLY',
    memory_limit: '2GB',
  });
  const connection: DuckDBConnection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (const macro of MACROS) await connection.run(macro);
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson() as Row[],
    close: () => {
      connection.disconnectSync();
      instance.closeSync();
    },
  };
}

const numberOf = (rows: readonly Row[]): number => Number(Object.values(rows[0] ?? {})[0]);

/** No position has two fates, and silver, bronze and quarantine hold exactly the positions whose fate says so. */
export async function checkFates(lake: LakeReader, product: Product): Promise<Faults> {
  const name = product.name;
  const faults: Faults = [];
  const expectZero = async (what: string, sql: string) => {
    const count = numberOf(await lake.rows(sql));
    if (count !== 0) faults.push(`${name}: ${count} ${what}`);
  };
  const fates = `pipeline."fates_${name}"`;
  await expectZero(
    'positions with more than one fate',
    `SELECT COUNT(*) FROM (SELECT partition, position FROM ${fates} GROUP BY ALL HAVING COUNT(*) > 1)`,
  );
  for (const [table, condition] of [
    [`silver."${name}"`, "fate = 'refined'"],
    [`quarantine."${name}"`, "fate IN ('quarantined', 'dead-lettered')"],
    [`bronze."${name}"`, "fate IN ('refined', 'duplicate', 'filtered', 'expired')"],
  ] as const) {
    const held = `SELECT _partition AS partition, _position AS position FROM ${table}`;
    const said = `SELECT partition, position FROM ${fates} WHERE ${condition}`;
    await expectZero(
      `positions in ${table} twice`,
      `SELECT COUNT(*) FROM (${held} GROUP BY ALL HAVING COUNT(*) > 1)`,
    );
    await expectZero(
      `positions whose fate and ${table} disagree`,
      `SELECT COUNT(*) FROM ((${held} EXCEPT ${said}) UNION ALL (${said} EXCEPT ${held}))`,
    );
  }
  await expectZero(
    'identities in silver twice',
    `SELECT COUNT(*) FROM (SELECT source, id FROM silver."${name}" GROUP BY ALL HAVING COUNT(*) > 1)`,
  );
  return faults;
}

/** Gold against the model's own SQL over all of silver; columns that wait for their refresh are left to `settled`. */
export async function checkGold(lake: LakeReader, product: Product): Promise<Faults> {
  const faults: Faults = [];
  for (const model of product.gold) {
    const table = `gold."${product.name}_${model.name}"`;
    const want = await lake.rows(
      `SELECT ${columnsOf(model)} FROM (${recompute(product, model)}) ORDER BY ${keysOf(model)}`,
    );
    const have = await lake.rows(`SELECT ${columnsOf(model)} FROM ${table} ORDER BY ${keysOf(model)}`);
    if (want.length !== have.length) {
      faults.push(`${table} has ${have.length} rows, a recompute ${want.length}`);
      continue;
    }
    const differing = want.filter((row, i) => !sameRow(row, have[i]));
    if (differing.length > 0) {
      const at = want.indexOf(differing[0] as Row);
      faults.push(
        `${table}: ${differing.length} rows differ from a recompute, first ${JSON.stringify(have[at])} for ${JSON.stringify(want[at])}`,
      );
    }
  }
  return faults;
}

const keysOf = (model: GoldModel): string => model.materialise.key.map((key) => `"${key}"`).join(', ');

/** Columns that wait for their window to close are left out; all others come as text or as doubles. */
function columnsOf(model: GoldModel): string {
  return model.columns
    .filter(({ fold }) => fold !== 'recompute' || model.refresh.kind !== 'on-close')
    .map(({ name }) => `"${name}"`)
    .join(', ');
}

/** Doubles agree to nine significant digits: sums fold in another order than a recompute adds them. */
function sameRow(a: Row, b: Row | undefined): boolean {
  return Object.entries(a).every(([name, value]) => {
    const other = b?.[name];
    if (typeof value !== 'number' || typeof other !== 'number')
      return JSON.stringify(value) === JSON.stringify(other);
    return Math.abs(value - other) <= 1e-9 * Math.max(Math.abs(value), Math.abs(other));
  });
}

function recompute(product: Product, model: GoldModel): string {
  const all = `WITH silver AS (SELECT * FROM silver."${product.name}") SELECT * FROM (${model.sql})`;
  if (model.materialise.kind === 'windows') return all;
  return `${all} QUALIFY row_number() OVER (PARTITION BY ${keysOf(model)} ORDER BY "${model.materialise.orderBy}" DESC) = 1`;
}

/** Every position that has a fate is in landing exactly once, in order, and nothing else is. */
export async function checkLanding(lake: StoppedLake, dataDir: string, product: Product): Promise<Faults> {
  const faults: Faults = [];
  const { topic } = product.event;
  const landed = new Map<number, number[]>();
  const root = join(dataDir, 'landing', topic);
  for (const partition of readdirSync(root)) {
    const positions: number[] = [];
    for (const object of readdirSync(join(root, partition)).sort())
      for (const line of gunzipSync(readFileSync(join(root, partition, object)))
        .toString('utf8')
        .trimEnd()
        .split('\n'))
        positions.push((JSON.parse(line) as { position: number }).position);
    landed.set(Number(partition), positions);
  }
  const fated = await lake.rows(
    `SELECT partition, position FROM pipeline."fates_${product.name}" ORDER BY partition, position`,
  );
  for (const [partition, want] of positionsByPartition(fated)) {
    const have = landed.get(partition) ?? [];
    if (JSON.stringify(want) !== JSON.stringify(have))
      faults.push(
        `${topic}/${partition}: ${have.length} records in landing, ${want.length} fates, or in another order`,
      );
    landed.delete(partition);
  }
  for (const [partition, positions] of landed)
    if (positions.length > 0)
      faults.push(`${topic}/${partition}: ${positions.length} landed records have no fate`);
  return faults;
}

function positionsByPartition(rows: readonly Row[]): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const partition = Number(row['partition']);
    const positions = groups.get(partition);
    if (positions) positions.push(Number(row['position']));
    else groups.set(partition, [Number(row['position'])]);
  }
  return groups;
}
