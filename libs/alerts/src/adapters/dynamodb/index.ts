export * from './table.ts';
export * from './alert-store.ts';
export * from './source-store.ts';
export * from './told-notices.ts';
