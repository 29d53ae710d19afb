export * from './create-api.ts';
export * from './page.ts';
