import type { Faults } from './checks/stopped-lake.ts';

/** What a proof found: it holds if there are no faults. */
export interface ProofReport {
  readonly faults: Faults;
  readonly figures: Readonly<Record<string, number>>;
}
