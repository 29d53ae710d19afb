export * from './telemetry-crash.ts';
export * from './webhooks-crash.ts';
export * from './drift.ts';
