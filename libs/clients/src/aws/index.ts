export * from './settings.ts';
export { sdkOptions, type CallLimits } from './sdk-options.ts';
export * from './taking-turns.ts';
export * from './failures.ts';
export * from './lazily.ts';
export * from './backoff.ts';
export * from './at-most.ts';
