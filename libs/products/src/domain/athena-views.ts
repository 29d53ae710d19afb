import { goldTable, type GoldModel, type Product } from './product.ts';

/** A view over a table of gold, as a statement of Athena's (Trino). */
export interface AthenaView {
  readonly database: string;
  readonly name: string;
  readonly statement: string;
}

export interface AthenaViewSettings {
  /** Of the views: what named queries and analysts read. */
  readonly views: string;
  /** Of the tables that the lake writes; another one, so that whoever reads views needs no way to what is behind them. */
  readonly tables: string;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * A view for each model of gold, under the name that named queries read it by: the columns that the model declares, in its
 * order, and none of those that the lake keeps beside them.
 */
export const athenaViews = (
  products: readonly Product[],
  { views, tables }: AthenaViewSettings,
): readonly AthenaView[] =>
  products.flatMap((product) =>
    product.gold.map((model) => {
      const name = goldTable(product.name, model.name);
      const statement = `CREATE OR REPLACE VIEW ${quoted(views)}.${quoted(name)} AS
SELECT ${columnsOf(model)}
FROM ${quoted(tables)}.${quoted(name)}`;
      return { database: views, name, statement };
    }),
  );

const columnsOf = ({ columns }: GoldModel): string => columns.map(({ name }) => quoted(name)).join(', ');
