import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { openAthena } from '@dataforge/clients/athena';
import { openDuckDb } from '@dataforge/clients/duckdb';
import { openGlue } from '@dataforge/clients/glue';
import { openS3 } from '@dataforge/clients/s3';
import { systemClock } from '@dataforge/kernel';
import { describeWithMinistack, type MinistackAccess } from '@dataforge/stack/testing';
import { namedQueryContract } from '../../testing/index.ts';
import { athenaQueryEngine } from './index.ts';

const TYPES: Readonly<Record<string, string>> = { VARCHAR: 'string', INTEGER: 'int', DOUBLE: 'double' };

/** Makes what statements make of gold, as Parquet in S3 with a table of Glue's for each. */
async function makeGold(
  access: MinistackAccess,
  bucket: string,
  statements: readonly string[],
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'athena-'));
  const duckDb = await openDuckDb({ path: ':memory:', memoryLimit: '200MB', threads: 1, stagingDir: dir });
  const connection = await duckDb.connect();
  for (const statement of statements) await connection.run(statement);
  const tables = await connection.runAndReadAll(
    "SELECT table_name, list([column_name, data_type] ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = 'gold' GROUP BY 1",
  );
  const [s3, glue] = [openS3(access).sdk(), openGlue(access).sdk()];
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'gold' } })).catch(() => undefined);
  for (const [name, columns] of tables.getRowsJson() as unknown as [string, [string, string][]][]) {
    const file = join(dir, `${name}.parquet`);
    await connection.run(`COPY gold.${name} TO '${file}' (FORMAT parquet)`);
    const Key = `gold/${name}/rows.parquet`;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: await readFile(file) }));
    const TableInput = {
      Name: name,
      TableType: 'EXTERNAL_TABLE',
      Parameters: { classification: 'parquet', metadata_location: `s3://${bucket}/${name}/1.json` },
      StorageDescriptor: {
        Columns: columns.map(([Name, type]) => ({ Name, Type: TYPES[type] ?? type.toLowerCase() })),
        Location: `s3://${bucket}/gold/${name}/`,
        InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    };
    await glue.send(new CreateTableCommand({ DatabaseName: 'gold', TableInput })).catch(() => undefined);
  }
  duckDb.close();
  await rm(dir, { recursive: true });
}

/** What Athena does with ExecutionParameters, and this endpoint does not: they take the places of the question marks. */
function withParameters(body: Buffer): Buffer {
  const { ExecutionParameters = [], ...given } = JSON.parse(body.toString()) as {
    QueryString: string;
    ExecutionParameters?: string[];
  };
  const values = [...ExecutionParameters];
  const QueryString = given.QueryString.replaceAll(
    /'(?:[^']|'')*'|\?/g,
    (found) => (found === '?' ? values.shift() : undefined) ?? found,
  );
  return Buffer.from(JSON.stringify({ ...given, QueryString }));
}

/** The endpoint, and what was asked of Athena. */
async function startAthena(target: string): Promise<{ server: Server; endpoint: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    asked.push(action);
    const given = await buffer(request);
    const body = action === 'StartQueryExecution' ? withParameters(given) : given;
    const headers = Object.entries(request.headers).filter(([name]) => !/^(host|content-length)$/.test(name));
    const answer = await fetch(target, {
      method: 'POST',
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: new Uint8Array(body),
    });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, asked, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describeWithMinistack('on Athena', (access) => {
  let made: Promise<string> | undefined;

  async function setUp(statements: readonly string[]): Promise<string> {
    const bucket = randomUUID();
    await openS3(access())
      .sdk()
      .send(new CreateBucketCommand({ Bucket: bucket }));
    await makeGold(access(), bucket, statements);
    const workGroup = randomUUID();
    const ResultConfiguration = { OutputLocation: `s3://${bucket}/answers/` };
    await openAthena(access())
      .sdk()
      .send(new CreateWorkGroupCommand({ Name: workGroup, Configuration: { ResultConfiguration } }));
    return workGroup;
  }

  async function open(statements: readonly string[]) {
    const workGroup = await (made ??= setUp(statements));
    const { server, endpoint, asked } = await startAthena(access().endpoint);
    const client = openAthena({ ...access(), endpoint });
    const engine = athenaQueryEngine(
      { client, clock: systemClock, state: async () => ({ watermark: 1_000, quarantinedShare: null }) },
      { workGroup, catalog: 'AwsDataCatalog', views: 'gold', tables: 'gold' },
    );
    return {
      engine,
      asked,
      close: async () => {
        client.close();
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      },
    };
  }

  namedQueryContract('athena', open);

  describe('the Athena query engine', () => {
    const REQUEST = {
      ...{
        sql: 'SELECT n, n % 2 = 0 AS even FROM gold.numbers ORDER BY n',
        parameters: {},
        reads: ['numbers'],
      },
      ...{ offset: 0, maxRows: 2_000, maxBytes: 1_000_000, timeoutMs: 20_000 },
    };
    let opened: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => void (opened = await open([])));
    afterEach(() => opened.close());

    it('reads an answer page by page, up to its bytes', async () => {
      const answer = await opened.engine.run(REQUEST);
      expect(answer).toMatchObject({ ok: true, value: { more: false } });
      expect(answer.ok && answer.value.rows).toHaveLength(1_000);

      const cut = await opened.engine.run({ ...REQUEST, maxBytes: 180 });
      expect(cut).toMatchObject({ ok: true, value: { more: true, bytes: 180 } });
      expect(await opened.engine.run({ ...REQUEST, maxBytes: 5 })).toMatchObject({
        error: { kind: 'too-large' },
      });
    });

    it('tells with the answer from which version of which table it is', async () => {
      const version = await opened.engine.version(['numbers']);
      expect(version).toMatch(/numbers.*\/1\.json/);
      expect(await opened.engine.run(REQUEST)).toMatchObject({
        value: { gold: { version, watermark: 1_000 } },
      });
    });

    it('stops what takes too long, and what nobody waits for', async () => {
      expect(await opened.engine.run({ ...REQUEST, timeoutMs: 0 })).toMatchObject({
        error: { kind: 'timeout' },
      });
      expect(opened.asked.filter((action) => action === 'StopQueryExecution')).toHaveLength(1);

      const caller = new AbortController();
      const asked = opened.engine.run({ ...REQUEST, signal: caller.signal });
      caller.abort();
      expect(await asked).toMatchObject({ error: { kind: 'cancelled' } });

      opened.asked.length = 0;
      expect(await opened.engine.run({ ...REQUEST, signal: AbortSignal.abort() })).toMatchObject({
        error: { kind: 'cancelled' },
      });
      expect(opened.asked).not.toContain('StartQueryExecution');
    });

    it('does not begin with a value that Athena does not take', async () => {
      const sql = 'SELECT value FROM gold.readings WHERE device = $device';
      const parameters = { device: 'x'.repeat(2_000) };
      expect(await opened.engine.run({ ...REQUEST, sql, parameters })).toMatchObject({
        error: { kind: 'invalid', detail: expect.stringContaining('1024 characters') },
      });
    });

    it('gives the whole answer as CSV and NDJSON, or says that it is too large', async () => {
      const textOf = async (format: 'csv' | 'ndjson') => {
        const exported = await opened.engine.export({ ...REQUEST, format });
        if (!exported.ok) throw new Error(exported.error.detail);
        return new Response(exported.value.content).text();
      };
      expect((await textOf('csv')).split('\r\n').slice(0, 3)).toEqual(['n,even', '0,true', '1,false']);
      expect((await textOf('ndjson')).split('\n').slice(998)).toEqual([
        '{"n":998,"even":true}',
        '{"n":999,"even":false}',
        '',
      ]);
      for (const rest of [{ maxRows: 999 }, { maxBytes: 100 }])
        expect(await opened.engine.export({ ...REQUEST, ...rest, format: 'csv' })).toMatchObject({
          error: { kind: 'too-large' },
        });
      expect(await opened.engine.export({ ...REQUEST, format: 'parquet' })).toMatchObject({
        error: { kind: 'invalid' },
      });
    });

    it('describes what queries read, and runs nothing of a caller’s own', async () => {
      expect(await opened.engine.describe(['readings'])).toEqual({
        tables: [
          {
            name: 'readings',
            columns: [
              { name: 'device', type: 'string' },
              { name: 'measured', type: 'timestamp' },
              { name: 'value', type: 'number' },
            ],
          },
        ],
        functions: [],
      });
      const statement = { sql: 'SELECT 1', tables: new Set<string>(), parameters: {} };
      expect(await opened.engine.check(statement)).toMatchObject({ ok: false });
    });
  });
});
