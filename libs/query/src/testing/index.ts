export * from './answer-cache-contract.ts';
export * from './query-engine-contract.ts';
export * from './named-queries.ts';
export * from './gold-of-products.ts';
export * from './hostile-statements.ts';
export * from './honest-statements.ts';
