export * from './domain/permissions.ts';
export * from './ports/token-issuer.ts';
export * from './ports/token-verifier.ts';
export * from './usecases/authenticate.ts';
