import { port } from '@dataforge/kernel';

export interface CatalogueColumn {
  readonly name: string;
  /** As Hive spells it. */
  readonly type: string;
}

/** A table over JSON lines that others write. */
export interface CatalogueTable {
  readonly database: string;
  readonly name: string;
  readonly comment: string;
  readonly location: string;
  readonly columns: readonly CatalogueColumn[];
  readonly partitionKeys: readonly CatalogueColumn[];
  readonly partitions: readonly CataloguePartition[];
}

export interface CataloguePartition {
  /** One for each partition key. */
  readonly values: readonly string[];
  readonly location: string;
}

/** Where engines look up which tables there are. */
export interface TableCatalogue {
  /**
   * Makes what is missing and changes what differs: databases, tables, partitions. Removes nothing: what is no longer wanted
   * may hold data. A repeat changes nothing, also of one that was broken off.
   */
  ensure(databases: readonly string[], tables: readonly CatalogueTable[]): Promise<void>;
  /** A table as it is, its partitions in the order of their values; undefined if there is none. */
  table(database: string, name: string): Promise<CatalogueTable | undefined>;
}

export const TableCatalogue = port<TableCatalogue>('products.TableCatalogue');
