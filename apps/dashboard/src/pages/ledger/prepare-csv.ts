import type { LedgerLine } from '@dataforge/api-client';
import { csvText } from '../../widgets/csv.ts';

const COUNTS = [
  'accepted',
  'landed',
  'refined',
  'duplicate',
  'quarantined',
  'deadLettered',
  'filtered',
  'discarded',
  'expired',
  'erased',
  'inFlight',
] as const satisfies readonly (keyof LedgerLine)[];

/** The ledger as CSV: a row a partition of a stage. */
export const csvOf = (lines: readonly LedgerLine[]): string =>
  csvText([
    ['product', 'stage', 'partition', ...COUNTS, 'balanced'],
    ...lines.map((line) => [
      line.product,
      line.stage,
      line.partition,
      ...COUNTS.map((count) => line[count]),
      line.balanced,
    ]),
  ]);
