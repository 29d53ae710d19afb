import type { FetchedPartition } from '@dataforge/clients/kafka';
import type { LogRecord, Position } from '../../ports/event-log.ts';
import { unpackedRecords } from './unpack.ts';
import { visibleBatches, type FetchedBatch } from './visible-batches.ts';

/** A place in a partition, and what was fetched from there and not taken yet. Batches stay packed until they are taken. */
export interface PartitionCursor {
  readonly partition: number;
  /** Where what was not taken begins. */
  readonly next: Position;
  /** From where to fetch on. */
  readonly fetchFrom: number;
  isEmpty(): boolean;
  /** Goes somewhere else, and drops what was fetched. */
  seek(position: Position): void;
  /** Takes in what was fetched at `from`, unless it has gone elsewhere meanwhile; whether there was anything. */
  feed(from: number, fetched: FetchedPartition): boolean;
  /** The next records, no more than asked for; `atLeastOne` however large it is. */
  take(maxRecords: number, maxBytes: number, atLeastOne: boolean): Promise<readonly LogRecord[]>;
}

export function partitionCursor(
  partition: number,
  from: Position,
  maxUnpackedBytes: number,
): PartitionCursor {
  let next = from;
  let fetchFrom: number = from;
  let batches: FetchedBatch[] = [];
  /** Of the first batch, those that are not taken yet. */
  let records: readonly LogRecord[] = [];
  /** Moves with every seek, so that what is being taken meanwhile is not mixed with what comes after. */
  let generation = 0;

  /** Unpacks batches until there are records, and passes those that have none for us. */
  async function unpackNext(): Promise<void> {
    while (records.length === 0 && batches.length > 0) {
      const { batch, isVisible } = batches[0] as FetchedBatch;
      const began = generation;
      const found = isVisible ? await unpackedRecords(batch, partition, maxUnpackedBytes) : [];
      if (began !== generation) return;
      batches.shift();
      records = found.filter(({ position }) => position >= next);
      // What compaction left out at its end is passed with its last record.
      if (records.length === 0) next = Math.max(next, batch.last + 1) as Position;
    }
  }

  return {
    partition,
    get next() {
      return next;
    },
    get fetchFrom() {
      return fetchFrom;
    },
    isEmpty: () => records.length === 0 && batches.length === 0,
    seek(position) {
      generation += 1;
      [next, fetchFrom, batches, records] = [position, position, [], []];
    },
    feed(at, fetched) {
      if (at !== fetchFrom) return false;
      const found = [...visibleBatches(fetched)];
      const last = found.at(-1);
      if (!last) return false;
      batches.push(...found);
      fetchFrom = last.batch.last + 1;
      return true;
    },
    async take(maxRecords, maxBytes, atLeastOne) {
      const taken: LogRecord[] = [];
      let bytes = 0;
      for (;;) {
        await unpackNext();
        const fits = fitting(records, {
          most: maxRecords - taken.length,
          mostBytes: maxBytes - bytes,
          atLeastOne: atLeastOne && taken.length === 0,
        });
        taken.push(...records.slice(0, fits.records));
        bytes += fits.bytes;
        records = records.slice(fits.records);
        const last = taken.at(-1);
        if (last) next = Math.max(next, last.position + 1) as Position;
        if (records.length > 0 || batches.length === 0 || taken.length >= maxRecords) return taken;
      }
    },
  };
}

/** How many of the first records stay within the bounds, and what they hold; `atLeastOne` however large it is. */
function fitting(
  records: readonly LogRecord[],
  { most, mostBytes, atLeastOne }: { most: number; mostBytes: number; atLeastOne: boolean },
) {
  let bytes = 0;
  let count = 0;
  for (const { value } of records) {
    if (count >= most || (bytes + value.byteLength > mostBytes && !(atLeastOne && count === 0))) break;
    bytes += value.byteLength;
    count += 1;
  }
  return { records: count, bytes };
}
