/** Readings of one minute that were acknowledged. */
export interface Batch {
  /** The start of the minute that they are stamped with, ms since the epoch. */
  readonly minute: number;
  /** How many of the minute were acknowledged by then, these and those of before the load included. */
  readonly count: number;
  /** When their acknowledgement came, ms since the epoch. */
  readonly acceptedAt: number;
}

/** The tile showed a value, in a frame at a time (ms since the epoch). */
export interface Sighting {
  readonly at: number;
  readonly value: number;
}

export interface TimesToPaint {
  /** From a batch's acknowledgement to the first frame whose value counts it, ms. */
  readonly tookMs: readonly number[];
  /** Acknowledged, and in no frame. */
  readonly unpainted: number;
}

const MINUTE_MS = 60_000;

/**
 * Finds for each batch the frame that shows it first. A frame shows the count of one minute, its own or, until the next one
 * has come in, the one before, which is more than was sent in its own by then: `onTheWay` readings at the most are sent and not
 * acknowledged. A batch whose minute went by before it was shown counts as shown by the first frame of the next.
 */
export function timesToPaint(
  batches: readonly Batch[],
  sightings: readonly Sighting[],
  onTheWay: number,
): TimesToPaint {
  let waiting = batches;
  const tookMs: number[] = [];
  for (const { at, value } of sightings) {
    const own = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    const sent = Math.max(
      0,
      ...batches
        .filter(({ minute, acceptedAt }) => minute === own && acceptedAt <= at)
        .map(({ count }) => count),
    );
    const minute = value <= sent + onTheWay ? own : own - MINUTE_MS;
    const shown = (batch: Batch) =>
      batch.minute < minute || (batch.minute === minute && batch.count <= value);
    tookMs.push(...waiting.filter(shown).map(({ acceptedAt }) => Math.max(0, at - acceptedAt)));
    waiting = waiting.filter((batch) => !shown(batch));
  }
  return { tookMs, unpainted: waiting.length };
}
