export * from './subprotocol.ts';
export * from './topics.ts';
export * from './items.ts';
export * from './collection.ts';
export * from './messages.ts';
