import { port } from './port.ts';

/** Chance as a port: a number in [0, 1). Never used for secrets. */
export interface Random {
  next(): number;
}

export const Random = port<Random>('kernel.Random');

export const systemRandom: Random = { next: () => Math.random() };

/** Chance that nobody can foresee, as a port: for secrets. */
export interface Secrets {
  /** 256 bits, base64url. */
  next(): string;
}

export const Secrets = port<Secrets>('kernel.Secrets');

export const systemSecrets: Secrets = {
  next: () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
};
