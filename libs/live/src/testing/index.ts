export * from './connection-store-contract.ts';
