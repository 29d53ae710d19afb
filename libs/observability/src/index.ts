export * from './domain/health.ts';
export * from './domain/metrics.ts';
export * from './domain/meter.ts';
