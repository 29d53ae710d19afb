export * from './ports/query-engine.ts';
