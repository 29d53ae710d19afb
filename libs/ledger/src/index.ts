export * from './ports/accepted-counts.ts';
