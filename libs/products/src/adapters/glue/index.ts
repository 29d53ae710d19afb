import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  UpdateTableCommand,
  type Partition,
  type StorageDescriptor,
  type Table,
} from '@aws-sdk/client-glue';
import { ENTITY_EXISTS, NO_SUCH_ENTITY, type Glue } from '@dataforge/clients/glue';
import { InfrastructureError } from '@dataforge/kernel';
import type {
  CatalogueColumn,
  CataloguePartition,
  CatalogueTable,
  TableCatalogue,
} from '../../ports/table-catalogue.ts';

/** What BatchCreatePartition takes. */
const PARTITIONS_AT_ONCE = 100;

const JSON_LINES = {
  InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
} as const satisfies StorageDescriptor;

const nameOf = (error: unknown): string => (error as { readonly name?: string }).name ?? '';

/** The catalogue of AWS Glue, where Athena and Spark look tables up. */
export function glueTableCatalogue({ client }: { readonly client: Glue }): TableCatalogue {
  const unlessThere = (work: Promise<unknown>) =>
    work.catch((error: unknown) => {
      if (nameOf(error) !== ENTITY_EXISTS) throw error;
    });

  async function glueTable(DatabaseName: string, Name: string): Promise<Table | undefined> {
    try {
      return (await client.sdk().send(new GetTableCommand({ DatabaseName, Name }))).Table;
    } catch (error) {
      if (nameOf(error) === NO_SUCH_ENTITY) return undefined;
      throw error;
    }
  }

  async function ensureTable(table: CatalogueTable): Promise<void> {
    const input = { DatabaseName: table.database, TableInput: inputOf(table) };
    const held = await glueTable(table.database, table.name);
    if (!held) await unlessThere(client.sdk().send(new CreateTableCommand(input)));
    else if (differs(held, table)) await client.sdk().send(new UpdateTableCommand(input));
    await ensurePartitions(table);
  }

  async function partitionsOf(DatabaseName: string, TableName: string): Promise<readonly Partition[]> {
    const partitions: Partition[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client
        .sdk()
        .send(new GetPartitionsCommand({ DatabaseName, TableName, ...(NextToken && { NextToken }) }));
      partitions.push(...(page.Partitions ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return partitions;
  }

  async function ensurePartitions({ database, name, columns, partitions }: CatalogueTable): Promise<void> {
    const held = new Set((await partitionsOf(database, name)).map(({ Values }) => (Values ?? []).join('/')));
    const missing = partitions.filter(({ values }) => !held.has(values.join('/')));
    for (let n = 0; n < missing.length; n += PARTITIONS_AT_ONCE) {
      const { Errors = [] } = await client.sdk().send(
        new BatchCreatePartitionCommand({
          DatabaseName: database,
          TableName: name,
          PartitionInputList: missing.slice(n, n + PARTITIONS_AT_ONCE).map(({ values, location }) => ({
            Values: [...values],
            StorageDescriptor: storageOf(columns, location),
          })),
        }),
      );
      // One that is there meanwhile was made by another.
      const failed = Errors.find(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== ENTITY_EXISTS);
      if (failed)
        throw new InfrastructureError(
          `Glue refused a partition of ${database}.${name}: ${failed.ErrorDetail?.ErrorMessage}`,
          'unknown',
        );
    }
  }

  return {
    async ensure(databases, tables) {
      for (const Name of databases)
        await unlessThere(client.sdk().send(new CreateDatabaseCommand({ DatabaseInput: { Name } })));
      for (const table of tables) await ensureTable(table);
    },
    async table(database, name) {
      const held = await glueTable(database, name);
      return held && tableOf(database, held, await partitionsOf(database, name));
    },
  };
}

const columnsOf = (columns: readonly CatalogueColumn[]) =>
  columns.map(({ name, type }) => ({ Name: name, Type: type }));

const storageOf = (columns: readonly CatalogueColumn[], Location: string): StorageDescriptor => ({
  ...JSON_LINES,
  Columns: columnsOf(columns),
  Location,
});

const inputOf = ({ name, comment, location, columns, partitionKeys }: CatalogueTable) => ({
  Name: name,
  Description: comment,
  TableType: 'EXTERNAL_TABLE',
  Parameters: { classification: 'json', compressionType: 'gzip' },
  PartitionKeys: columnsOf(partitionKeys),
  StorageDescriptor: storageOf(columns, location),
});

const readColumns = (columns: StorageDescriptor['Columns']): readonly CatalogueColumn[] =>
  (columns ?? []).map(({ Name = '', Type = '' }) => ({ name: Name, type: Type }));

function tableOf(database: string, table: Table, partitions: readonly Partition[]): CatalogueTable {
  return {
    database,
    name: table.Name ?? '',
    comment: table.Description ?? '',
    location: table.StorageDescriptor?.Location ?? '',
    columns: readColumns(table.StorageDescriptor?.Columns),
    partitionKeys: readColumns(table.PartitionKeys),
    partitions: partitions
      .map(({ Values = [], StorageDescriptor }): CataloguePartition => ({
        values: Values,
        location: StorageDescriptor?.Location ?? '',
      }))
      .sort((a, b) => (a.values.join('/') < b.values.join('/') ? -1 : 1)),
  };
}

function differs(held: Table, wanted: CatalogueTable): boolean {
  const { partitions: _held, ...is } = tableOf(wanted.database, held, []);
  const { partitions: _wanted, ...toBe } = wanted;
  return JSON.stringify(is) !== JSON.stringify({ ...is, ...toBe });
}
