import { MINUTE_MS, type Clock } from '@dataforge/kernel';
import { ORIGIN, type EventLog, type Position } from '@dataforge/events';
import type { LandingIndex, RefineStore } from '@dataforge/lake';
import type { LedgerLine, ReadLedger } from '@dataforge/ledger';
import type { StageItem } from '../protocol/index.ts';
import { rateMeter } from '../domain/rate-meter.ts';

export interface StageDeps {
  readonly readLedger: ReadLedger;
  readonly log: Pick<EventLog, 'read'>;
  readonly landing: Pick<LandingIndex, 'landedThrough'>;
  readonly store: Pick<RefineStore, 'progress'>;
  readonly clock: Clock;
  readonly push: () => { readonly subscribers: number; readonly deltas: number };
  /** From accepted to served, of what was served last, ms; undefined before that. */
  readonly servedLagMs: () => number | undefined;
}

const WINDOW_MS = 10_000;
/** Landing writes an object a minute or less: over a shorter time its rate would be nothing, then a burst. */
const LANDING_WINDOW_MS = 2 * MINUTE_MS;

/** How fast each stage is, and how far behind, from what the ledger counts and where log, landing and lake stand. */
export function readStages(deps: StageDeps): () => Promise<readonly StageItem[]> {
  const { readLedger, log, landing, store, clock } = deps;
  const rates = {
    accept: rateMeter(WINDOW_MS),
    land: rateMeter(LANDING_WINDOW_MS),
    refine: rateMeter(WINDOW_MS),
    aggregate: rateMeter(WINDOW_MS),
    serve: rateMeter(WINDOW_MS),
  };

  async function reached({ stage, product, topic, partition }: LedgerLine): Promise<Position> {
    if (stage === 'land') return landing.landedThrough(topic, partition);
    const progress = await store.progress(product);
    return progress.find((held) => held.partition === partition)?.next ?? ORIGIN;
  }

  /** The age of the oldest record that waits, ms. */
  async function lagOf(lines: readonly LedgerLine[]): Promise<number> {
    let lagMs = 0;
    for (const line of lines) {
      if (line.inFlight === 0) continue;
      const { topic, partition } = line;
      const read = await log.read({
        topic,
        partition,
        from: await reached(line),
        maxRecords: 1,
        maxBytes: 1,
      });
      const oldest = read.ok ? read.value.records[0] : undefined;
      if (oldest) lagMs = Math.max(lagMs, clock.now() - oldest.appendedAt);
    }
    return lagMs;
  }

  return async () => {
    const lines = await readLedger({ byMinute: false });
    const land = lines.filter(({ stage }) => stage === 'land');
    const refine = lines.filter(({ stage }) => stage === 'refine');
    const [landLagMs, refineLagMs] = [await lagOf(land), await lagOf(refine)];
    const now = clock.now();
    const { subscribers, deltas } = deps.push();
    const servedLagMs = deps.servedLagMs();
    return [
      { stage: 'accept', ratePerSecond: rates.accept(total(refine, 'accepted'), now) },
      {
        stage: 'land',
        ratePerSecond: rates.land(total(land, 'accepted') - total(land, 'inFlight'), now),
        lagMs: landLagMs,
        inFlight: total(land, 'inFlight'),
      },
      {
        stage: 'refine',
        ratePerSecond: rates.refine(total(refine, 'accepted') - total(refine, 'inFlight'), now),
        lagMs: refineLagMs,
        inFlight: total(refine, 'inFlight'),
      },
      // Gold is folded in the transaction that refines, so it is never further behind.
      {
        stage: 'aggregate',
        ratePerSecond: rates.aggregate(total(refine, 'refined'), now),
        lagMs: refineLagMs,
      },
      {
        stage: 'serve',
        ratePerSecond: rates.serve(deltas, now),
        subscribers,
        ...(servedLagMs !== undefined && { lagMs: servedLagMs }),
      },
    ];
  };
}

const total = (lines: readonly LedgerLine[], count: 'accepted' | 'inFlight' | 'refined'): number =>
  lines.reduce((sum, line) => sum + line[count], 0);
