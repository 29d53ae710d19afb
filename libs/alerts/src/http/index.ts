export * from './alert-routes.ts';
export { alertSchema, alertView } from './alert-schemas.ts';
