import { decodeRecord, type EventLog, type LogRecord, type Position } from '@dataforge/events';
import { ok, type Result } from '@dataforge/kernel';
import type { AppendSpan, RecordPlace, RecordReader } from '@dataforge/lake';
import type { Product } from '@dataforge/products';

export interface FindCopiesDeps {
  readonly log: Pick<EventLog, 'ends' | 'read'>;
  readonly records: Pick<RecordReader, 'records' | 'copies'>;
}

interface Identity {
  readonly source: string;
  readonly id: string;
}

/** So many of what is in flight of a partition are looked through; they are refined within moments. */
const MOST_IN_FLIGHT = { maxRecords: 10_000, maxBytes: 16 * 1024 * 1024 };

/** Where an event and its copies are, oldest first: in flight, by the log, and in the zones that refining fills. */
export async function findCopies(
  deps: FindCopiesDeps,
  product: Product,
  identity: Identity,
  span: AppendSpan & { readonly limit: number },
): Promise<Result<readonly RecordPlace[], { readonly kind: 'timeout'; readonly detail: string }>> {
  // In flight first: what is refined meanwhile is found a second time, and not missed.
  const inFlight = await copiesInFlight(deps, product, identity);
  const refined = await deps.records.copies(product.name, identity, span);
  if (!refined.ok) return refined;
  const places = new Map<string, RecordPlace>();
  for (const { partition, position, appendedAt } of [...refined.value, ...inFlight])
    if (appendedAt >= span.from && appendedAt < span.to)
      places.set(`${partition} ${position}`, { partition, position, appendedAt });
  const found = [...places.values()].sort((a, b) => a.appendedAt - b.appendedAt || a.position - b.position);
  return ok(found.slice(0, span.limit));
}

async function copiesInFlight(
  { log, records }: FindCopiesDeps,
  { name, event: { topic } }: Product,
  identity: Identity,
): Promise<readonly LogRecord[]> {
  const found: LogRecord[] = [];
  for (const { partition, start } of await log.ends(topic)) {
    const nothing = { partition, first: 0, end: 0, from: 0, to: 0, limit: 0 };
    const { refinedThrough } = await records.records(name, nothing);
    const from = Math.max(start, refinedThrough) as Position;
    const read = await log.read({ topic, partition, from, ...MOST_IN_FLIGHT });
    if (read.ok) found.push(...read.value.records.filter((record) => isOf(record, identity)));
  }
  return found;
}

function isOf(record: LogRecord, { source, id }: Identity): boolean {
  // A record's key is its source, which is cheaper to look at.
  if (record.key !== source) return false;
  const event = decodeRecord(record);
  return event.ok && event.value.source === source && event.value.id === id;
}
