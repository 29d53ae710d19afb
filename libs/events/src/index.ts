export * from './domain/cloud-event.ts';
export * from './ports/event-log.ts';
