export * from './ledger-routes.ts';
export * from './records-routes.ts';
export * from './trace-routes.ts';
