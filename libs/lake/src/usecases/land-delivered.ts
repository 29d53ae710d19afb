import type { LogRecord, Position } from '@dataforge/events';
import type { LandedRange } from '../ports/landing-index.ts';
import { landRecords, type LandRecordsDeps } from './land-records.ts';

/** Records of one partition that were delivered to us, at least once and with any cuts, in position order. */
export interface Delivered {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

export interface DeliveryLanded {
  /** What this delivery wrote or took over; empty where all of it had landed before. */
  readonly ranges: readonly LandedRange[];
  /** Records that had landed before they were delivered. */
  readonly repeated: number;
  /**
   * The delivery begins behind where the partition has landed to: the log may have a gap there, or records that nobody
   * delivered. What is landed then is not waited for again, and the ledger will tell which it was.
   */
  readonly gap: boolean;
}

export type LandDelivered = (delivered: Delivered) => Promise<DeliveryLanded>;

/**
 * Lands what somebody else reads from the log and hands over, as a Lambda is handed its batches. Whatever the cuts, each
 * record lands once: what has landed is passed over, what another try left is taken over, and where another lander is
 * faster this one goes on behind it. Resolves once every record is landed; throws what the stores throw.
 */
export const landDelivered =
  (
    deps: LandRecordsDeps,
    { maxRecords }: { /** Of an object, at most. */ readonly maxRecords: number },
  ): LandDelivered =>
  async ({ topic, partition, records }) => {
    const landNext = landRecords(deps);
    const ranges: LandedRange[] = [];
    const landedBefore = await deps.index.landedThrough(topic, partition);
    const repeated = behind(records, landedBefore).length;
    const gap = landedBefore > 0 && (records[0]?.position ?? landedBefore) > landedBefore;
    for (let from = landedBefore; ;) {
      const rest = records.slice(behind(records, from).length);
      if (rest.length === 0) return { ranges, repeated, gap };
      const step = await landNext({ topic, partition, from, records: rest.slice(0, maxRecords) });
      if ('range' in step) ranges.push(step.range);
      from = 'range' in step ? step.range.next : await deps.index.landedThrough(topic, partition);
    }
  };

const behind = (records: readonly LogRecord[], landedThrough: Position): readonly LogRecord[] =>
  records.filter(({ position }) => position < landedThrough);
