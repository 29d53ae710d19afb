import type { GoldModel } from './product.ts';

/** What KPIs and queries can refer to: the gold models that could be read, and the names of all there are. */
export interface KnownModels {
  /** The product's name; absent where the contract could not be read. */
  readonly product: string | undefined;
  /** How long gold is kept; absent likewise. */
  readonly goldDays: number | undefined;
  readonly gold: readonly GoldModel[];
  readonly models: readonly string[];
}
