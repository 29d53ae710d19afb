export * from './settings.ts';
export * from './sdk-options.ts';
export * from './failures.ts';
export * from './lazily.ts';
export * from './backoff.ts';
export * from './at-most.ts';
