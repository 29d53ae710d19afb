export * from './query-engine-contract.ts';
export * from './named-queries.ts';
