export * from './ports/query-engine.ts';
export * from './domain/parameters.ts';
export * from './domain/page-cursor.ts';
export * from './usecases/run-named-query.ts';
