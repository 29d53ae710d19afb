export * from './delivery-ids-contract.ts';
export * from './webhook-sources-contract.ts';
