import type { LedgerLine } from '@dataforge/api-client';
import { missingOf } from '../../accounts/missing-of.ts';

/** What a minute's cell tells; the first that holds counts. */
export type CellKind = 'unaccounted' | 'in-flight' | 'quarantined-many' | 'quarantined' | 'none' | 'balanced';

export interface HeatCell {
  /** Start of the minutes, ms since the epoch. */
  readonly from: number;
  readonly kind: CellKind;
  /** 0 to 2: how many records against the busiest cell of the row. */
  readonly shade: 0 | 1 | 2;
  readonly accepted: number;
  readonly quarantined: number;
  readonly inFlight: number;
  readonly unaccounted: number;
}

export interface HeatRow {
  readonly product: string;
  readonly stage: 'land' | 'refine';
  /** Absent where the partitions are added up. */
  readonly partition?: number;
  /** `p1`, or `p0 – p3`. */
  readonly label: string;
  readonly accepted: number;
  readonly cells: readonly HeatCell[];
}

export interface Heat {
  /** Minutes in a cell. */
  readonly minutes: number;
  readonly rows: readonly HeatRow[];
}

const MINUTE = 60_000;
const MOST_CELLS = 60;
const MANY = 0.1;

/** Cells of one or more minutes over [from, to) (ms), a row per product and stage, and per partition where records get fates. */
export function prepareHeat(
  lines: readonly LedgerLine[],
  { from, to }: { readonly from: number; readonly to: number },
): Heat {
  const minutes = Math.max(1, Math.ceil((to - from) / MINUTE / MOST_CELLS));
  const cellMs = minutes * MINUTE;
  const first = Math.floor(from / MINUTE) * MINUTE;
  const count = Math.ceil((to - first) / cellMs);
  const rows = new Map<string, LedgerLine[]>();
  for (const line of lines) {
    const partition = line.stage === 'land' ? '' : String(line.partition).padStart(9, '0');
    const key = `${line.product}\u0000${line.stage}\u0000${partition}`;
    rows.set(key, [...(rows.get(key) ?? []), line]);
  }
  return {
    minutes,
    rows: [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, own]) => rowOf(own, { first, cellMs, count })),
  };
}

function rowOf(
  lines: readonly LedgerLine[],
  { first, cellMs, count }: { first: number; cellMs: number; count: number },
): HeatRow {
  const [line] = lines as [LedgerLine];
  const sums = Array.from({ length: count }, () => ({
    accepted: 0,
    quarantined: 0,
    inFlight: 0,
    unaccounted: 0,
  }));
  for (const one of lines) {
    const sum = sums[Math.floor((Date.parse(one.minute ?? '') - first) / cellMs)];
    if (!sum) continue;
    sum.accepted += one.accepted;
    sum.quarantined += one.quarantined;
    sum.inFlight += one.inFlight;
    sum.unaccounted += Math.abs(missingOf(one));
  }
  const most = Math.max(1, ...sums.map(({ accepted }) => accepted));
  return {
    product: line.product,
    stage: line.stage,
    ...placeOf(lines),
    accepted: sums.reduce((total, { accepted }) => total + accepted, 0),
    cells: sums.map((sum, place) => ({
      ...sum,
      from: first + place * cellMs,
      kind: kindOf(sum),
      shade: sum.accepted === 0 ? 0 : sum.accepted > most / 2 ? 2 : 1,
    })),
  };
}

function placeOf(lines: readonly LedgerLine[]): Pick<HeatRow, 'partition' | 'label'> {
  const partitions = lines.map(({ partition }) => partition);
  const [least, most] = [Math.min(...partitions), Math.max(...partitions)];
  if (lines[0]?.stage === 'refine') return { partition: least, label: `p${least}` };
  return { label: least === most ? `p${least}` : `p${least} – p${most}` };
}

function kindOf(sum: Pick<HeatCell, 'accepted' | 'quarantined' | 'inFlight' | 'unaccounted'>): CellKind {
  if (sum.unaccounted > 0) return 'unaccounted';
  if (sum.inFlight > 0) return 'in-flight';
  if (sum.accepted === 0) return 'none';
  if (sum.quarantined >= MANY * sum.accepted) return 'quarantined-many';
  return sum.quarantined > 0 ? 'quarantined' : 'balanced';
}
