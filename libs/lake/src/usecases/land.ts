import { messageOf, retryUntilAborted, type Clock, type Log, type Random } from '@dataforge/kernel';
import type { EventLog, LogRecord, Membership, Position } from '@dataforge/events';
import { isDue, nothingWaits, waitingAfter, type Waiting } from '../domain/waiting.ts';
import { landRecords, type LandRecordsDeps, type LandStep } from './land-records.ts';

export interface LandDeps extends LandRecordsDeps {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Log;
}

export interface LandSettings {
  readonly topic: string;
  readonly group: string;
  /** An object holds at most so many records and, before compression, bytes. */
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** How long a record may wait for others to share its object, ms; a full object does not wait. */
  readonly lingerMs: number;
}

export interface Land {
  /** Lands the next object of a partition, if there are records for one. */
  step(partition: number): Promise<LandStep>;
  /** Lands what is due until the signal aborts, then what is left; waits out what can be waited out, and rejects on anything else. */
  run(signal: AbortSignal): Promise<void>;
}

/** The records of a partition from where it has landed to. */
interface Looked {
  readonly from: Position;
  readonly records: readonly LogRecord[];
}

interface Look {
  readonly isDue: boolean;
  readonly looked?: Looked;
}

/** How often it is looked whether an object is full, ms. */
const LOOK_MS = 5_000;

/**
 * Writes a topic's records, raw, into landing. The index says how far it is, and moves only by compare-and-set together
 * with what was landed; so a repeat, with whatever other cuts, finds what is there already, takes it over and goes on after it.
 */
export function land(deps: LandDeps, settings: LandSettings): Land {
  const { log, index, clock, logger } = deps;
  const { topic, maxRecords, maxBytes, lingerMs } = settings;
  const landNext = landRecords(deps);
  const waiting = new Map<number, Waiting>();
  const readFrom = (partition: number, from: Position) =>
    log.read({ topic, partition, from, maxRecords, maxBytes });

  async function step(partition: number, looked?: Looked): Promise<LandStep> {
    if (looked) return landNext({ topic, partition, ...looked });
    const from = await index.landedThrough(topic, partition);
    const read = await readFrom(partition, from);
    if (!read.ok) {
      logger.error(
        { topic, partition, from, start: read.error.start },
        'Records were trimmed from the log before they were landed.',
      );
      return landNext({ topic, partition, from, records: await oldest(partition, read.error.start) });
    }
    return landNext({ topic, partition, from, records: read.value.records });
  }

  async function oldest(partition: number, start: Position): Promise<readonly LogRecord[]> {
    const read = await readFrom(partition, start);
    return read.ok ? read.value.records : [];
  }

  /**
   * Looks whether a partition's next object is due; each look reads only what came since the last. Where one look read the
   * whole object, as it does of a backlog, it gives what it read.
   */
  async function look(partition: number): Promise<Look> {
    const from = await index.landedThrough(topic, partition);
    const held = waiting.get(partition);
    const seen = held?.from === from ? held : nothingWaits(from);
    const read = await readFrom(partition, seen.next);
    // What was trimmed is for the step to report.
    if (!read.ok) return { isDue: true };
    const now = waitingAfter(seen, read.value);
    waiting.set(partition, now);
    const due = { isDue: isDue(now, settings, clock.now()) };
    return seen.next === from ? { ...due, looked: { from, records: read.value.records } } : due;
  }

  async function landWhile(
    lookAt: (partition: number) => Promise<Look>,
    membership: Membership,
  ): Promise<void> {
    for (const partition of membership.partitions)
      for (;;) {
        const seen = await lookAt(partition);
        if (!seen.isDue) break;
        const outcome = await step(partition, seen.looked);
        if (outcome.kind === 'idle') break;
        if ('range' in outcome) await membership.commit([{ partition, next: outcome.range.next }]);
      }
  }

  async function runMembership(signal: AbortSignal, succeeded: () => void): Promise<void> {
    const membership = await log.join(topic, settings.group);
    try {
      while (!signal.aborted && !membership.revoked.aborted) {
        await landWhile(look, membership);
        succeeded();
        await clock.sleep(Math.min(LOOK_MS, lingerMs), AbortSignal.any([signal, membership.revoked]));
      }
      if (!membership.revoked.aborted) await landWhile(async () => ({ isDue: true }), membership);
    } finally {
      await membership.leave();
    }
  }

  return {
    step: (partition) => step(partition),
    run: (signal) =>
      retryUntilAborted(
        (succeeded) => runMembership(signal, succeeded),
        {
          clock,
          random: deps.random,
          onFailure: (failures, error) =>
            logger.warn({ topic, failures, cause: messageOf(error) }, 'Landing waits and tries again.'),
        },
        signal,
      ),
  };
}
