import {
  decodeRecord,
  ORIGIN,
  type EventLog,
  type LogRecord,
  type PartitionEnds,
  type Position,
} from '@dataforge/events';
import { MINUTE_MS, parseRfc3339 } from '@dataforge/kernel';
import {
  FATES,
  type Fate,
  type FatedRecord,
  type LandingIndex,
  type RecordReader,
  type RecordScope,
} from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import type { Stage } from '../domain/ledger-line.ts';
import type { LedgerRecord, RecordFate } from '../domain/record-fate.ts';
import { landedAs, type LandedAs } from './landed-as.ts';

export interface RecordsQuery {
  readonly product: Product;
  readonly stage: Stage;
  readonly partition?: number | undefined;
  /** Append minutes in [from, to), ms. */
  readonly from: number;
  readonly to: number;
  readonly fate?: RecordFate | undefined;
  readonly limit: number;
  /** Where to go on: the `next` of the page before. */
  readonly next?: RecordsPlace | undefined;
}

export interface RecordsPlace {
  readonly partition: number;
  readonly position: number;
}

export interface RecordsPage {
  readonly records: readonly LedgerRecord[];
  /** Absent at the end. A page can be short, or empty, before it. */
  readonly next?: RecordsPlace;
}

export type ListRecords = (query: RecordsQuery) => Promise<RecordsPage>;

export interface ListRecordsDeps {
  readonly log: Pick<EventLog, 'ends' | 'read' | 'positionAt'>;
  readonly landing: Pick<LandingIndex, 'landedThrough' | 'ranges' | 'rangeAt'>;
  readonly records: Pick<RecordReader, 'records'>;
}

/** One page looks at no more of the log's records than this, whatever their fates. */
const MOST_WALKED = 20_000;
/** What is read of the log at once. */
const READ = { maxRecords: 1_000, maxBytes: 4 * 1024 * 1024 } as const;

/** What a partition's part of a page is of: positions from `first` to `end`, of which `limit` are wanted. */
interface Part extends RecordScope {
  readonly query: RecordsQuery;
  readonly ends: PartitionEnds;
  readonly landed: LandedAs | undefined;
}

interface Found {
  readonly records: readonly LedgerRecord[];
  /** Where the partition goes on; absent at its end. */
  readonly next?: number | undefined;
}

/**
 * The records behind a cell of the ledger, by partition and position. The log says which there are, as long as it holds
 * them, so that one without a fate shows; of what it has forgotten, and where one fate is asked for, the fates do.
 */
export const listRecords =
  (deps: ListRecordsDeps): ListRecords =>
  async (query) => {
    const { topic } = query.product.event;
    const begin = query.next ?? { partition: 0, position: ORIGIN };
    const records: LedgerRecord[] = [];
    for (const ends of await deps.log.ends(topic)) {
      const { partition } = ends;
      if (partition < begin.partition || (query.partition ?? partition) !== partition) continue;
      if (records.length >= query.limit) return { records, next: { partition, position: ORIGIN } };
      const part = await partOf(deps, query, ends, query.limit - records.length);
      const found = await recordsOf(deps, part);
      records.push(...found.records);
      if (found.next !== undefined) return { records, next: { partition, position: found.next } };
    }
    return { records };
  };

async function partOf(
  { landing }: ListRecordsDeps,
  query: RecordsQuery,
  ends: PartitionEnds,
  limit: number,
): Promise<Part> {
  const { partition } = ends;
  const landed =
    query.stage === 'land' ? await landedAs(landing, query.product.event.topic, partition) : undefined;
  const bounds = landed?.bounds(query.fate) ?? { first: 0, end: Infinity };
  const begin = query.next?.partition === partition ? query.next.position : 0;
  return {
    ...{ query, ends, landed, partition, limit },
    first: Math.max(bounds.first, begin),
    end: Math.min(bounds.end, Number.MAX_SAFE_INTEGER),
    from: wholeMinute(query.from),
    to: wholeMinute(query.to),
    fates: landed ? undefined : fatesOf(query.fate),
  };
}

/** The first minute that begins at `ms` or later. */
const wholeMinute = (ms: number): number => Math.ceil(ms / MINUTE_MS) * MINUTE_MS;

/** None where what is asked for has no fate; undefined for all. */
const fatesOf = (fate: RecordFate | undefined): readonly Fate[] | undefined =>
  fate && (FATES as readonly RecordFate[]).filter((one): one is Fate => one === fate);

async function recordsOf(deps: ListRecordsDeps, part: Part): Promise<Found> {
  const { ends, first, end, limit } = part;
  if (part.fates && part.fates.length > 0) return fromFates(deps, part);
  const old = part.fates
    ? { records: [] }
    : await fromFates(deps, { ...part, end: Math.min(end, ends.start) });
  if (old.next !== undefined) return old;
  const rest = { ...part, first: Math.max(first, ends.start), limit: limit - old.records.length };
  const young = await fromLog(deps, rest);
  return { ...young, records: [...old.records, ...young.records] };
}

async function fromFates(deps: ListRecordsDeps, part: Part): Promise<Found> {
  if (part.first >= part.end) return { records: [] };
  const { landed, query } = part;
  const page = (await deps.records.records(query.product.name, part)).records;
  const last = page[page.length - 1];
  const told: LedgerRecord[] = [];
  for (const fated of page) {
    const fate = landed ? await landed.fateOf(fated.position) : fated.fate;
    if ((query.fate ?? fate) === fate) told.push(await asItCame(deps, part, fated, fate));
  }
  return { records: told, next: last && page.length >= part.limit ? last.position + 1 : undefined };
}

/** The log tells more of a record than the zones do, as long as it holds it. */
async function asItCame(
  { log }: ListRecordsDeps,
  { query, partition, ends }: Part,
  { refinedAt: _at, sequence: _sequence, ...fated }: FatedRecord,
  fate: RecordFate,
): Promise<LedgerRecord> {
  const from = fated.position;
  if (from >= ends.start) {
    const { topic } = query.product.event;
    const read = await log.read({ topic, partition, from, maxRecords: 1, maxBytes: 1 });
    const record = read.ok ? read.value.records[0] : undefined;
    if (record?.position === from) return describe(record, fate, fated.reasons);
  }
  return { ...fated, fate };
}

async function fromLog(deps: ListRecordsDeps, part: Part): Promise<Found> {
  const { query, partition, limit, end } = part;
  const { topic } = query.product.event;
  const found: LedgerRecord[] = [];
  let at = Math.max(part.first, await deps.log.positionAt(topic, partition, part.from));
  if (query.fate === 'in-flight' && !part.landed)
    at = Math.max(at, (await deps.records.records(query.product.name, { ...part, limit: 0 })).refinedThrough);
  for (let walked = 0; walked < MOST_WALKED;) {
    // One more than is wanted tells whether there is more.
    const wanted = query.fate ? READ.maxRecords : Math.min(READ.maxRecords, limit - found.length + 1);
    const read = await deps.log.read({
      ...{ topic, partition, from: at as Position, ...READ, maxRecords: wanted },
    });
    if (!read.ok) {
      // Trimmed since the partition's ends were read.
      at = read.error.start;
      continue;
    }
    const inSpan = read.value.records.filter(
      ({ position, appendedAt }) => appendedAt < part.to && position < end,
    );
    for (const record of await labelled(deps, part, inSpan)) {
      if (found.length >= limit) return { records: found, next: record.position };
      if ((query.fate ?? record.fate) === record.fate) found.push(record);
    }
    if (inSpan.length < read.value.records.length || read.value.next === at) return { records: found };
    at = read.value.next;
    walked += inSpan.length;
  }
  return { records: found, next: at };
}

/** Records of the log with what became of them, which is read after them: what has moved on meanwhile has a fate. */
async function labelled(
  deps: ListRecordsDeps,
  part: Part,
  read: readonly LogRecord[],
): Promise<readonly LedgerRecord[]> {
  const [first, last] = [read[0], read[read.length - 1]];
  if (!first || !last) return [];
  const { landed, query } = part;
  if (landed) {
    const told: LedgerRecord[] = [];
    for (const record of read) told.push(describe(record, await landed.fateOf(record.position)));
    return told;
  }
  const scope = {
    ...part,
    first: first.position,
    end: last.position + 1,
    fates: undefined,
    limit: read.length,
  };
  const { records, refinedThrough } = await deps.records.records(query.product.name, scope);
  const fated = new Map(records.map((record) => [record.position, record]));
  return read.map((record) => {
    const known = fated.get(record.position);
    const fate = known?.fate ?? (record.position >= refinedThrough ? 'in-flight' : 'unaccounted');
    return describe(record, fate, known?.reasons);
  });
}

function describe(record: LogRecord, fate: RecordFate, reasons?: LedgerRecord['reasons']): LedgerRecord {
  const { partition, position, appendedAt } = record;
  const event = decodeRecord(record);
  const eventTime = event.ok && event.value.time !== undefined ? parseRfc3339(event.value.time) : undefined;
  return {
    ...{ partition, position, appendedAt, fate },
    ...(event.ok && { source: event.value.source, id: event.value.id, subject: event.value.subject }),
    ...(eventTime !== undefined && { eventTime }),
    ...(reasons && { reasons }),
  };
}
