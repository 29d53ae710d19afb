import { useLedgerByMinute } from '../../api/ledger.ts';
import type { Span } from '../../time/span.ts';
import type { SeriesPoint } from '../../widgets/series-point.ts';
import { prepareRates } from './prepare-rates.ts';

const MINUTE = 60_000;
/** The ledger answers by minute for a day. */
const MOST_MS = 24 * 60 * MINUTE;

/** How many events a second were accepted, minute by minute. */
export function useActivity({ from, to }: Span): readonly SeriesPoint[] {
  const begin = Math.max(from, to - MOST_MS);
  const minutes = useLedgerByMinute({ from: floor(begin), to: floor(to) + MINUTE });
  return prepareRates(minutes.data ?? [], { from: begin, to }).accept.points;
}

const floor = (ms: number): number => Math.floor(ms / MINUTE) * MINUTE;
