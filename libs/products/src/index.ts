export * from './domain/product.ts';
export * from './domain/fault.ts';
export * from './domain/check-data.ts';
export * from './domain/compile-product.ts';
export * from './domain/compile-products.ts';
export * from './domain/bronze-columns.ts';
export { spellingOf } from './domain/sql-tokens.ts';
