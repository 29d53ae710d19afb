export * from './ports/kpi-store.ts';
