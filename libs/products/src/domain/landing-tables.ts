import type { CatalogueTable } from '../ports/table-catalogue.ts';
import type { Product } from './product.ts';

export interface LandingTableSettings {
  readonly database: string;
  /** Of the landing objects, without a slash at its end: `s3://bucket/prefix`. */
  readonly location: string;
}

/** What a line of a landing object has beside the partition, which its place tells; Hive's names are lower case. */
const COLUMNS: CatalogueTable['columns'] = [
  { name: 'position', type: 'bigint' },
  { name: 'appendedat', type: 'string' },
  { name: 'key', type: 'string' },
  { name: 'headers', type: 'map<string,string>' },
  { name: 'value', type: 'string' },
  { name: 'value64', type: 'string' },
];

/** A table for each product's landing objects, as they are: one partition for each partition of the topic. */
export const landingTables = (
  products: readonly Product[],
  { database, location }: LandingTableSettings,
): readonly CatalogueTable[] =>
  products.map(({ name, title, version, event: { topic, partitions } }) => ({
    database,
    name,
    comment: `${title}: the records of ${topic} as they came. Contract ${version}.`,
    location: `${location}/${topic}/`,
    columns: COLUMNS,
    partitionKeys: [{ name: 'log_partition', type: 'int' }],
    partitions: Array.from({ length: partitions }, (_, partition) => ({
      values: [String(partition)],
      location: `${location}/${topic}/${partition}/`,
    })),
  }));
