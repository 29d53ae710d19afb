export * from './ports/accepted-counts.ts';
export * from './domain/ledger-line.ts';
export * from './domain/sum-counts.ts';
export * from './usecases/read-ledger.ts';
export * from './usecases/count-accepted.ts';
export * from './usecases/trim-log.ts';
export * from './usecases/trim-minutes.ts';
