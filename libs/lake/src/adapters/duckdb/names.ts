import { goldTable, type GoldModel, type Product } from '@dataforge/products';
import { ident } from './sql.ts';

/** The tables of a product. */
export const tables = (product: Product) => ({
  bronze: `bronze.${ident(product.name)}`,
  silver: `silver.${ident(product.name)}`,
  quarantine: `quarantine.${ident(product.name)}`,
  fates: `pipeline.${ident(`fates_${product.name}`)}`,
  gold: (model: GoldModel) => `gold.${ident(goldTable(product.name, model.name))}`,
  refreshed: (model: GoldModel) => `pipeline.${ident(`refreshed_${goldTable(product.name, model.name)}`)}`,
});
