export * from './environment.ts';
export * from './json-log.ts';
