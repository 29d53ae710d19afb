import type { Position } from '@dataforge/events';
import type { LandedRange, LandingIndex } from '@dataforge/lake';
import type { RecordFate } from '../domain/record-fate.ts';

/** What landing says of a partition's positions. */
export interface LandedAs {
  fateOf(position: Position): Promise<RecordFate>;
  /** The positions, from `first` to `end`, among which those of a fate are. */
  bounds(fate: RecordFate | undefined): { readonly first: number; readonly end: number };
}

/** Objects expire oldest first: what lies before the oldest that is there has expired. */
export async function landedAs(
  landing: Pick<LandingIndex, 'landedThrough' | 'ranges' | 'rangeAt'>,
  topic: string,
  partition: number,
): Promise<LandedAs> {
  const through = await landing.landedThrough(topic, partition);
  let oldest: number = through;
  for await (const { first } of landing.ranges(topic, partition)) {
    oldest = first;
    break;
  }
  let last: LandedRange | undefined;
  return {
    async fateOf(position) {
      if (position >= through) return 'in-flight';
      if (position < oldest) return 'expired';
      if (!last || position < last.first || position >= last.next)
        last = (await landing.rangeAt(topic, partition, position)) ?? last;
      return last && position >= last.first && position < last.next ? 'landed' : 'unaccounted';
    },
    bounds(fate) {
      if (fate === undefined) return { first: 0, end: Infinity };
      if (fate === 'in-flight') return { first: through, end: Infinity };
      return fate === 'expired' ? { first: 0, end: oldest } : { first: oldest, end: through };
    },
  };
}
