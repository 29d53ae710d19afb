import { GetTableMetadataCommand, type TableMetadata } from '@aws-sdk/client-athena';
import type { Athena } from '@dataforge/clients/athena';
import { err, ok, type Clock } from '@dataforge/kernel';
import { trinoStatement } from '../../domain/trino-statement.ts';
import type { GoldDescription, GoldState, QueryEngine, QueryRows } from '../../ports/query-engine.ts';
import type { AthenaSettings } from './athena-settings.ts';
import { columnType } from './column-values.ts';
import { exportRows } from './export-rows.ts';
import { executeStatement } from './execute-statement.ts';
import { readRows } from './read-rows.ts';

export type { AthenaSettings } from './athena-settings.ts';

export interface AthenaQueryEnginePorts {
  readonly client: Athena;
  readonly clock: Clock;
  /** What is known of the tables beside their version; from whoever keeps it. */
  readonly state: (reads: readonly string[]) => Promise<Omit<GoldState, 'version'>>;
}

/**
 * Named queries on Athena, over the views of gold: parameters are bound by Athena, the answer is asked for until it is there,
 * and a query that takes too long, or whose caller goes away, is stopped. What a query may read in all is for its workgroup
 * to say. Statements of callers' own are not run: nobody checks Trino's syntax here.
 */
export function athenaQueryEngine(ports: AthenaQueryEnginePorts, settings: AthenaSettings): QueryEngine {
  const { client, state } = ports;

  async function version(reads: readonly string[]): Promise<string> {
    const versions = await Promise.all(
      reads.map(async (table) => {
        const { Parameters = {} } = await metadata(client, settings.catalog, settings.tables, table);
        // Iceberg writes another file of metadata with each commit.
        return [table, Parameters['metadata_location'] ?? null];
      }),
    );
    return JSON.stringify(versions);
  }

  return {
    check: async () =>
      err({ detail: 'Here only the products’ named queries are run. GET /queries lists them.' }),
    async run(request) {
      const statement = trinoStatement(
        { ...request, limit: request.maxRows + 1 },
        { database: settings.views },
      );
      if (!statement.ok) return err({ kind: 'invalid', detail: statement.error });
      // Before the query: what changes while it runs makes another version.
      const gold: QueryRows['gold'] = {
        version: await version(request.reads),
        ...(await state(request.reads)),
      };
      const executed = await executeStatement(ports, settings, statement.value, request);
      if (!executed.ok) return executed;
      const rows = await readRows(client, executed.value, { ...request, skip: statement.value.skip });
      if (rows.more && rows.rows.length === 0)
        return err({ kind: 'too-large', detail: `A single row has more than ${request.maxBytes} bytes.` });
      return ok({ ...rows, gold });
    },
    async export(request) {
      const limit = request.limit ?? request.maxRows + 1;
      const statement = trinoStatement({ ...request, offset: 0, limit }, { database: settings.views });
      if (!statement.ok) return err({ kind: 'invalid', detail: statement.error });
      if (request.format === 'parquet')
        return err({ kind: 'invalid', detail: 'Parquet is not offered here; take CSV or NDJSON.' });
      const executed = await executeStatement(ports, settings, statement.value, request);
      return executed.ok ? exportRows(client, executed.value, request) : executed;
    },
    version,
    async describe(tables) {
      const described: GoldDescription['tables'][number][] = [];
      for (const name of tables) {
        const { Columns = [] } = await metadata(client, settings.catalog, settings.views, name);
        const columns = Columns.map((column) => ({
          name: column.Name ?? '',
          type: columnType(column.Type ?? ''),
        }));
        described.push({ name, columns });
      }
      return { tables: described, functions: [] };
    },
  };
}

async function metadata(
  client: Athena,
  CatalogName: string,
  DatabaseName: string,
  TableName: string,
): Promise<Partial<TableMetadata>> {
  const command = new GetTableMetadataCommand({ CatalogName, DatabaseName, TableName });
  return (await client.sdk().send(command)).TableMetadata ?? {};
}
