export * from './landing-contracts.ts';
export * from './meter-lake.ts';
export * from './meter-product.ts';
export * from './refine-store-contract.ts';
export * from './record-reader-contract.ts';
