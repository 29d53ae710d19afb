import type { LedgerLine } from '@dataforge/api-client';
import type { SeriesPoint } from '../../widgets/series-point.ts';

const MINUTE = 60_000;

/** Records a second at a stage, minute by minute. */
export interface StageRate {
  /** Over the last minute that is whole; null before there is one. */
  readonly perSecond: number | null;
  readonly points: readonly SeriesPoint[];
}

export type StageName = 'accept' | 'land' | 'refine';

const COUNT: Readonly<Record<StageName, { stage: LedgerLine['stage']; of: (line: LedgerLine) => number }>> = {
  accept: { stage: 'refine', of: (line) => line.accepted },
  land: { stage: 'land', of: (line) => line.accepted - line.inFlight },
  refine: { stage: 'refine', of: (line) => line.accepted - line.inFlight },
};

/** The rates of the minutes in [from, to) (ms), from the ledger by append minute; a minute without lines had no records. */
export function prepareRates(
  lines: readonly LedgerLine[],
  { from, to }: { readonly from: number; readonly to: number },
): Readonly<Record<StageName, StageRate>> {
  const rateOf = ({ stage, of }: (typeof COUNT)[StageName]): StageRate => {
    const counts = new Map<number, number>();
    for (const line of lines)
      if (line.stage === stage && line.minute !== undefined) {
        const minute = Date.parse(line.minute);
        counts.set(minute, (counts.get(minute) ?? 0) + of(line));
      }
    const points: SeriesPoint[] = [];
    for (let minute = Math.ceil(from / MINUTE) * MINUTE; minute < to; minute += MINUTE) {
      const partial = minute + MINUTE > to;
      points.push({ time: minute, value: (counts.get(minute) ?? 0) / 60, partial, corrected: false });
    }
    return { perSecond: points.findLast(({ partial }) => !partial)?.value ?? null, points };
  };
  return { accept: rateOf(COUNT.accept), land: rateOf(COUNT.land), refine: rateOf(COUNT.refine) };
}
