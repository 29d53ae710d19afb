export * from './ports/anomaly-store.ts';
export * from './ports/detector.ts';
export * from './domain/anomaly.ts';
export * from './domain/expected.ts';
export * from './domain/anomaly-feed.ts';
export * from './usecases/watch-kpis.ts';
export * from './usecases/read-anomalies.ts';
export * from './usecases/trim-anomalies.ts';
