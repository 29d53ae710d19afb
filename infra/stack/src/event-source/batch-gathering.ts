import type { MskRecord } from './msk-event.ts';

export interface GatheringSettings {
  readonly batchSize: number;
  readonly windowMs: number;
}

/** Takes a batch, records of several partitions; gives where each partition goes on that was not taken whole, or nothing if none was. */
export type TakeBatch = (records: readonly MskRecord[]) => Promise<ReadonlyMap<number, number> | undefined>;

export interface BatchGathering {
  /** Offers records of one partition in their order; resolves with the offset that the partition goes on from. */
  offer(records: readonly MskRecord[]): Promise<number>;
  /** Takes an offer back that is in no batch yet: whoever made it has lost the partition. */
  withdraw(records: readonly MskRecord[]): void;
  /** Takes back what waits, and rejects it. */
  stop(): void;
}

interface Offer {
  readonly records: readonly MskRecord[];
  readonly resolve: (next: number) => void;
  readonly reject: (error: Error) => void;
}

/** What Lambda takes in one call is 6 MiB; some of it is for what is around the records. */
const MOST_BYTES = 5.9 * 1024 * 1024;

/** Gathers batches of all partitions: full, or as old as the window allows. One is under way at a time. */
export function batchGathering(take: TakeBatch, { batchSize, windowMs }: GatheringSettings): BatchGathering {
  let offers: Offer[] = [];
  let window: ReturnType<typeof setTimeout> | undefined;
  let underWay = false;
  let stopped = false;

  const waiting = () => offers.reduce((sum, { records }) => sum + records.length, 0);

  function look(): void {
    if (underWay || offers.length === 0) return;
    if (waiting() >= batchSize) return void deliver();
    window ??= setTimeout(() => {
      window = undefined;
      if (!underWay && offers.length > 0) void deliver();
    }, windowMs);
  }

  async function deliver(): Promise<void> {
    clearTimeout(window);
    window = undefined;
    underWay = true;
    const { batch, left } = cut(offers, batchSize);
    offers = left;
    const records = batch.flatMap(({ records: taken }) => taken);
    const failed = await take(records).catch(() => undefined);
    for (const { records: taken, resolve } of batch) {
      const [first, last] = [taken[0] as MskRecord, taken.at(-1) as MskRecord];
      resolve(failed ? (failed.get(first.partition) ?? last.offset + 1) : first.offset);
    }
    underWay = false;
    look();
  }

  return {
    offer: (records) =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(new Error('no batch is gathered any more'));
        offers.push({ records, resolve, reject });
        look();
      }),
    withdraw: (records) => void (offers = offers.filter((offer) => offer.records !== records)),
    stop() {
      stopped = true;
      clearTimeout(window);
      for (const { reject } of offers) reject(new Error('no batch is gathered any more'));
      offers = [];
    },
  };
}

/** The offers that fit into one batch, the last of them as far as it does; and those that wait. */
function cut(offers: readonly Offer[], batchSize: number) {
  const batch: Offer[] = [];
  const left: Offer[] = [];
  let [room, bytes] = [batchSize, MOST_BYTES];
  for (const offer of offers) {
    const fitting: MskRecord[] = [];
    for (const record of offer.records) {
      const size = JSON.stringify(record).length;
      // The first goes in any case: else nothing after it ever would.
      if (room === 0 || (size > bytes && batch.length + fitting.length > 0)) break;
      fitting.push(record);
      [room, bytes] = [room - 1, bytes - size];
    }
    if (fitting.length > 0) batch.push({ ...offer, records: fitting });
    else left.push(offer);
  }
  return { batch, left };
}
