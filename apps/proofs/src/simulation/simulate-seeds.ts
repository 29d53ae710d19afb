import type { Product } from '@dataforge/products';
import type { ProofReport } from '../proof-report.ts';
import { simulate } from './simulate.ts';

/** Seeds that failed once stay here, and are run in every size. */
const KEPT_SEEDS: readonly number[] = [];

/** The kept seeds and the first `count`. */
export const seedsUpTo = (count: number): readonly number[] => [
  ...new Set([...KEPT_SEEDS, ...Array.from({ length: count }, (_, i) => i + 1)]),
];

/** Simulates seed after seed. The figures are how often each thing was done in all of them. */
export async function simulateSeeds(product: Product, seeds: readonly number[]): Promise<ProofReport> {
  const faults: string[] = [];
  const figures: Record<string, number> = { seeds: seeds.length };
  for (const seed of seeds) {
    const report = await simulate(product, seed);
    faults.push(
      ...report.faults.map((fault) => `seed ${seed} (npm run proof -- simulation --seed ${seed}): ${fault}`),
    );
    for (const [what, times] of Object.entries(report.done)) figures[what] = (figures[what] ?? 0) + times;
  }
  return { faults, figures };
}
