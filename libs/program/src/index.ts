export * from './browser.ts';
export * from './run-program.ts';
