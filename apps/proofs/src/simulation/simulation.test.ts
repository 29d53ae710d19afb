import { compiledProduct } from '@dataforge/products/testing';
import { simulate } from './simulate.ts';

/** Seeds that failed once stay here, with what they found. */
const KEPT_SEEDS: readonly number[] = [];
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed + 1);

describe('the simulated pipeline', () => {
  const product = compiledProduct('telemetry');

  it.each([...KEPT_SEEDS, ...SEEDS])('loses and doubles nothing with seed %i', async (seed) => {
    const { faults, done } = await simulate(product, seed);
    expect(faults).toEqual([]);
    expect(done['failures']).toBeGreaterThan(0);
  });
});
