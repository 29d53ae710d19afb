export * from './anomaly-routes.ts';
