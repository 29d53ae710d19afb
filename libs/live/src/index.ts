export * from './protocol/index.ts';
export * from './domain/wire.ts';
export * from './domain/connection.ts';
export * from './domain/hub.ts';
export * from './ports/feed.ts';
export * from './ports/connection-store.ts';
export * from './usecases/refresh-kind.ts';
export * from './usecases/read-stages.ts';
