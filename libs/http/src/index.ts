export * from './principal.ts';
export * from './problem.ts';
export * from './schemas.ts';
export * from './endpoint.ts';
export * from './app.ts';
export * from './cursor.ts';
export * from './body.ts';
export * from './time-range.ts';
