export * from './metrics-routes.ts';
export * from './metrics-schemas.ts';
