export * from './domain/permissions.ts';
