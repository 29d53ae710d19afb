export * from './domain/fate.ts';
export * from './ports/landing-store.ts';
export * from './ports/landing-index.ts';
export * from './ports/refine-store.ts';
