export * from './catalogue-routes.ts';
export * from './query-routes.ts';
export * from './query-schemas.ts';
