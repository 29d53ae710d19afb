export * from './simulated-clock.ts';
export * from './seeded-random.ts';
