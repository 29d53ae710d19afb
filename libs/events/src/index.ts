export * from './domain/cloud-event.ts';
export * from './domain/read-cloud-event.ts';
export * from './domain/kafka-binding.ts';
export * from './ports/event-log.ts';
export * from './ports/capacity.ts';
export * from './usecases/accept-events.ts';
