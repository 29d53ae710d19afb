export * from './connection-store-contract.ts';
export * from './told-store-contract.ts';
