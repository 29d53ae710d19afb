import type { LedgerLine, LedgerRecord } from '@dataforge/api-client';
import { missingOf } from '../../accounts/missing-of.ts';
import { clockOf, dayOf } from '../../time/format-time.ts';
import type { CellAddress } from './ledger-search.ts';

type Fate = LedgerRecord['fate'];

/** A fate, and how many of a cell's records have it. */
export interface CellTerm {
  readonly fate: Fate;
  readonly label: string;
  readonly count: number;
}

/** What the ledger says of a cell: accepted = its terms. */
export interface CellView {
  /** `14:17, telemetry refine p1`, with the day where it is not that of the page. */
  readonly title: string;
  readonly accepted: number;
  /** Those that are not 0, the one that all else is an exception to first. */
  readonly terms: readonly CellTerm[];
  readonly unaccounted: number;
  /** Some are on their way. */
  readonly moving: boolean;
}

type Count = (line: LedgerLine) => number;

const TERMS: Readonly<Record<LedgerLine['stage'], readonly (readonly [Fate, string, Count])[]>> = {
  land: [
    ['landed', 'landed', (line) => line.landed],
    ['expired', 'expired', (line) => line.expired],
    ['in-flight', 'in flight', (line) => line.inFlight],
    ['unaccounted', 'unaccounted', (line) => Math.abs(missingOf(line))],
  ],
  refine: [
    ['refined', 'refined', (line) => line.refined],
    ['duplicate', 'duplicate', (line) => line.duplicate],
    ['quarantined', 'quarantined', (line) => line.quarantined],
    ['dead-lettered', 'dead-lettered', (line) => line.deadLettered],
    ['filtered', 'filtered', (line) => line.filtered],
    ['discarded', 'discarded', (line) => line.discarded],
    ['expired', 'expired', (line) => line.expired],
    ['erased', 'erased', (line) => line.erased],
    ['in-flight', 'in flight', (line) => line.inFlight],
    ['unaccounted', 'unaccounted', (line) => Math.abs(missingOf(line))],
  ],
};

/** A cell from the ledger's lines by minute, on a page that shows the time up to `end`, ms. */
export function prepareCell(minutes: readonly LedgerLine[], cell: CellAddress, end: number): CellView {
  const lines = minutes.filter((line) => isOf(line, cell));
  const sum = (of: Count) => lines.reduce((total, line) => total + of(line), 0);
  const counted = TERMS[cell.stage].map(([fate, label, of]) => ({ fate, label, count: sum(of) }));
  return {
    title: titleOf(cell, end),
    accepted: sum((line) => line.accepted),
    terms: counted.filter(({ count }) => count > 0),
    unaccounted: counted.find(({ fate }) => fate === 'unaccounted')?.count ?? 0,
    moving: counted.some(({ fate, count }) => fate === 'in-flight' && count > 0),
  };
}

function isOf(line: LedgerLine, { product, stage, partition, from, to }: CellAddress): boolean {
  const minute = Date.parse(line.minute ?? '');
  return (
    line.product === product &&
    line.stage === stage &&
    (partition === undefined || line.partition === partition) &&
    minute >= from &&
    minute < to
  );
}

function titleOf({ product, stage, partition, from, to }: CellAddress, end: number): string {
  const day = dayOf(from) === dayOf(end) ? '' : `${dayOf(from)} `;
  const clock = to - from > 60_000 ? `${clockOf(from)} – ${clockOf(to)}` : clockOf(from);
  return `${day}${clock}, ${product} ${stage}${partition === undefined ? '' : ` p${partition}`}`;
}
