export * from './domain/permissions.ts';
export * from './domain/session.ts';
export * from './domain/token-buckets.ts';
export * from './ports/session-store.ts';
export * from './ports/token-issuer.ts';
export * from './ports/token-verifier.ts';
export * from './usecases/authenticate.ts';
export * from './usecases/sessions.ts';
