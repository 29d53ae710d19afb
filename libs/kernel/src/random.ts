import { port } from './port.ts';

/** Chance as a port: a number in [0, 1). Never used for secrets. */
export interface Random {
  next(): number;
}

export const Random = port<Random>('kernel.Random');

export const systemRandom: Random = { next: () => Math.random() };
