export * from './describe-on.ts';
