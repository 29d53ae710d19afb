export * from './browser.ts';
export * from './ledger-sums.ts';
export * from './run-program.ts';
