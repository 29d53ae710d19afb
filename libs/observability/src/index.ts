export * from './domain/health.ts';
