export * from './browser.ts';
export * from './run-program.ts';
export * from './ministack.ts';
