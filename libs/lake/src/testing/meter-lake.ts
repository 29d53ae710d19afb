import type { Position } from '@dataforge/events';
import type { Json } from '@dataforge/kernel';
import type {
  BronzeRow,
  CommitReceipt,
  FailedRecord,
  FateReader,
  RefineBatch,
  RefineStore,
} from '../ports/refine-store.ts';

export interface OpenRefineStore {
  readonly store: RefineStore & FateReader;
  /** A table's rows as JSON, in no order, bytes as text; hidden columns (a leading underscore) left out. */
  rows(table: string): Promise<readonly Record<string, Json>[]>;
  close(): Promise<void>;
}

/** Gives a new store of `meterProduct`. */
export type OpenMeterLake = () => Promise<OpenRefineStore>;

/** A store of `meterProduct` that is new in each test. */
export interface MeterLake extends Omit<OpenRefineStore, 'close'> {
  /** Rejects unless the store takes the batch. */
  commit(batch: RefineBatch): Promise<CommitReceipt>;
  /** Records by fate. */
  fateTotals(): Promise<Readonly<Record<string, number>>>;
}

/** Noon of some day, ms since the epoch. */
export const T0 = Date.UTC(2026, 10, 23, 12, 0, 0);

export const at = (n: number): Position => n as Position;

type RowSpec = Partial<BronzeRow> & {
  readonly position: Position;
  readonly reading: number;
  readonly meter?: string;
};

/** An event of `meterProduct`, appended when it happened unless told otherwise. */
export function meterRow({ reading, meter = 'm1', ...given }: RowSpec): BronzeRow {
  const eventTime = given.eventTime ?? T0 + given.position * 1000;
  return {
    fate: 'refined',
    partition: 0,
    source: `/sites/${meter}`,
    id: `e${given.position}`,
    eventTime,
    appendedAt: eventTime,
    data: { meterId: meter, reading },
    contentHash: `c${given.position}`,
    ...given,
  };
}

/** A batch of partition 0; `reached` is where its watermark and its last append time stand (ms). */
export function meterBatch(
  rows: readonly BronzeRow[],
  next: number,
  from = 0,
  failed: readonly FailedRecord[] = [],
  reached: Partial<RefineBatch['offsets'][number]> = {},
): RefineBatch {
  const offset = { partition: 0, from: at(from), next: at(next), watermark: T0, lastAppendedAt: T0 };
  return { product: 'meter', refinedAt: T0, rows, failed, offsets: [{ ...offset, ...reached }] };
}

/** Opens a store before each test of the suite around, and closes it after. */
export function meterLake(open: OpenMeterLake): MeterLake {
  let opened: OpenRefineStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());
  return {
    get store() {
      return opened.store;
    },
    rows: (table) => opened.rows(table),
    async commit(batch) {
      const result = await opened.store.commit(batch);
      if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.detail}`);
      return result.value;
    },
    async fateTotals() {
      const totals: Record<string, number> = {};
      for (const { fate, records } of (await opened.store.fates('meter')).counts)
        totals[fate] = (totals[fate] ?? 0) + records;
      return totals;
    },
  };
}
