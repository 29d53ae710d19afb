export * from './kpi-store-contract.ts';
export * from './definitions.ts';
export * from './points.ts';
