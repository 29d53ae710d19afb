export * from './alerts.ts';
export * from './alert-store-contract.ts';
export * from './source-store-contract.ts';
export * from './alert-notifier-contract.ts';
export * from './told-notices-contract.ts';
