export * from './describe-on.ts';
export * from './describe-with-ministack.ts';
