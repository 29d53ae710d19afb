import type { GoldDescription, QueryEngine } from '../ports/query-engine.ts';
import type { SqlConfig } from './run-sql.ts';

/** What a statement of the caller's may name. */
export type DescribeGold = () => Promise<GoldDescription>;

export const describeGold =
  ({ engine }: { readonly engine: QueryEngine }, { tables }: Pick<SqlConfig, 'tables'>): DescribeGold =>
  () =>
    engine.describe(tables);
