export * from './anomaly-store-contract.ts';
export * from './detector-contract.ts';
