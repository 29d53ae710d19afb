import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

/** Every fault that was found, in words; none means that what was checked is right. */
export type Faults = readonly string[];

/** Times, decimals and 64-bit integers come as text, doubles as numbers. */
export type Row = Readonly<Record<string, unknown>>;

export interface LakeReader {
  rows(sql: string): Promise<readonly Row[]>;
}

export interface StoppedLake extends LakeReader {
  close(): void;
}

const MACROS = [
  'CREATE OR REPLACE TEMP MACRO get_json_object(document, path) AS json_extract_string(document, path)',
  'CREATE OR REPLACE TEMP MACRO unix_millis(instant) AS epoch_ms(instant::TIMESTAMP)',
  "CREATE OR REPLACE TEMP MACRO struct(a, b, c) AS {'c1': a, 'c2': b, 'c3': c}",
];

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

/** The number in the first column of a query's first row. */
export const numberIn = (rows: readonly Row[]): number => Number(Object.values(rows[0] ?? {})[0]);

/** A moment (ms since the epoch) as SQL. */
export const instant = (ms: number): string =>
  ms === Infinity ? "'infinity'::TIMESTAMP" : `make_timestamp_ms(${ms})`;
