import type { Clock } from '@dataforge/kernel';
import type { LogRecord, Position } from '@dataforge/events';
import { decodeLanding, encodeLanding, landingKey } from '../domain/landing-object.ts';
import { metricsOf } from '../domain/landed-metrics.ts';
import { MOST_RANGE_MS, type LandedRange, type LandingIndex } from '../ports/landing-index.ts';
import type { LandingStore } from '../ports/landing-store.ts';

export interface LandRecordsDeps {
  readonly store: LandingStore;
  readonly index: LandingIndex;
  readonly clock: Pick<Clock, 'now'>;
  readonly onStored?: OnStored;
}

/**
 * What else is to be done with the records of an object, once it is stored and before the index moves past them: where it
 * fails they have not landed. What it gives is told of the range if it was this lander that landed it, which one does alone.
 */
export type OnStored = (
  topic: string,
  records: readonly LogRecord[],
) => Promise<(range: LandedRange) => void>;

/** `adopted`: an object was there already, with these records or other cuts of them. `moved`: another lander was first. */
export type LandStep =
  | { readonly kind: 'landed' | 'adopted'; readonly range: LandedRange }
  | { readonly kind: 'moved' }
  | { readonly kind: 'idle' };

export interface RecordsToLand {
  readonly topic: string;
  readonly partition: number;
  /** Where the partition has landed to. */
  readonly from: Position;
  /** The next ones of the partition, in position order; the range that is landed may be the first of them alone. */
  readonly records: readonly LogRecord[];
}

/**
 * Writes records into one landing object and moves the index with it. The key is the first position, so a repeat with other
 * cuts finds the object of the first try, takes it over, and goes on after what that one holds.
 */
export const landRecords =
  ({ store, index, clock, onStored }: LandRecordsDeps) =>
  async ({ topic, partition, from, records: given }: RecordsToLand): Promise<LandStep> => {
    const [first] = given;
    if (!first) return { kind: 'idle' };
    // What was appended later is left for the next object.
    const records = given.filter(({ appendedAt }) => appendedAt < first.appendedAt + MOST_RANGE_MS);
    const key = landingKey(topic, partition, first.position);
    const bytes = await encodeLanding(records);
    const created = await store.putIfAbsent(key, bytes);
    const held = created ? { records, bytes } : await existing(store, key);
    const range: LandedRange = {
      topic,
      partition,
      key,
      bytes: held.bytes.byteLength,
      landedAt: clock.now(),
      ...metricsOf(held.records),
    };
    const onLanded = await onStored?.(topic, held.records);
    const advanced = await index.advance(from, range);
    if (!advanced.ok) return { kind: 'moved' };
    onLanded?.(range);
    return { kind: created ? 'landed' : 'adopted', range };
  };

async function existing(
  store: LandingStore,
  key: string,
): Promise<{ records: readonly LogRecord[]; bytes: Uint8Array }> {
  const bytes = await store.get(key);
  if (!bytes) throw new Error(`The landing object ${key} exists and cannot be read.`);
  return { records: await decodeLanding(bytes), bytes };
}
