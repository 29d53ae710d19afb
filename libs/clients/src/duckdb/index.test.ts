import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from './index.ts';

describe('a DuckDB client', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'clients-'))));
  afterEach(() => rmSync(directory, { recursive: true }));
  const open = () =>
    openDuckDb({
      path: ':memory:',
      memoryLimit: '100MB',
      threads: 1,
      stagingDir: join(directory, 'staging'),
    });

  it.each([
    ['another file', () => `SELECT * FROM read_text('${join(directory, 'secret')}')`],
    ['a file to be written', () => `COPY (SELECT 1) TO '${join(directory, 'out.csv')}'`],
    ['another database', () => `ATTACH '${join(directory, 'other.duckdb')}'`],
    ['an extension', () => 'LOAD httpfs'],
    ['a setting', () => 'SET enable_external_access = true'],
  ])('does not let a statement reach %s', async (_name, statement) => {
    writeFileSync(join(directory, 'secret'), 'secret');
    const client = await open();
    const connection = await client.connect();
    await expect(connection.run(statement())).rejects.toThrow(
      /Permission Error|disabled|locked|Cannot change/i,
    );
    client.close();
  });

  it('reads from its staging folder', async () => {
    const client = await open();
    writeFileSync(join(directory, 'staging', 'rows.jsonl'), '{"a":1}\n');
    const connection = await client.connect();
    const rows = await connection.runAndReadAll(
      `SELECT a FROM read_json('${join(directory, 'staging', 'rows.jsonl')}')`,
    );
    expect(rows.getRowsJS()).toEqual([[1n]]);
    client.close();
  });

  it('counts time in UTC', async () => {
    const client = await open();
    const connection = await client.connect();
    const rows = await connection.runAndReadAll("SELECT current_setting('TimeZone')");
    expect(String(rows.getRowsJS()[0]?.[0])).toMatch(/UTC$/);
    client.close();
  });

  it('has nothing more to write to a file that it closed', async () => {
    const path = join(directory, 'lake.duckdb');
    const settings = { path, memoryLimit: '100MB', threads: 1, stagingDir: join(directory, 'staging') };
    const first = await openDuckDb(settings);
    const connection = await first.connect();
    await connection.run('CREATE TABLE t AS SELECT 1 AS n');
    first.close();

    await expect(connection.run('SELECT 1')).rejects.toThrow(/disconnected/i);
    const second = await openDuckDb(settings);
    const rows = await second.connected(async (c) => (await c.runAndReadAll('SELECT n FROM t')).getRows());
    expect(rows).toEqual([[1]]);
    second.close();
  });
});
