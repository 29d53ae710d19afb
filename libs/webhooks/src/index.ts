export * from './domain/provider.ts';
export * from './domain/providers/index.ts';
export * from './domain/source.ts';
export * from './domain/delivery-event.ts';
export * from './ports/delivery-ids.ts';
export * from './ports/webhook-sources.ts';
export * from './usecases/configured-sources.ts';
export * from './usecases/receive-delivery.ts';
