export * from './domain/product.ts';
