import type { CatalogueTable, TableCatalogue } from '../../ports/table-catalogue.ts';

/** The catalogue of tests. */
export function memoryTableCatalogue(): TableCatalogue {
  const tables = new Map<string, CatalogueTable>();
  const keyOf = (database: string, name: string) => `${database}.${name}`;
  return {
    async ensure(_databases, wanted) {
      for (const table of wanted) {
        const key = keyOf(table.database, table.name);
        const byValues = new Map(
          [...(tables.get(key)?.partitions ?? []), ...table.partitions].map((one) => [
            one.values.join('/'),
            one,
          ]),
        );
        const partitions = [...byValues].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
        tables.set(key, { ...table, partitions });
      }
    },
    table: async (database, name) => tables.get(keyOf(database, name)),
  };
}
