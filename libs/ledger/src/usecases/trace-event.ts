import type { Position } from '@dataforge/events';
import { DAY_MS, err, ok, toRfc3339, type Result } from '@dataforge/kernel';
import type { RecordPlace } from '@dataforge/lake';
import type { Product } from '@dataforge/products';
import type { EventTrace } from '../domain/trace.ts';
import { findCopies } from './find-copies.ts';
import { findRecord } from './find-record.ts';
import { traceRecord, type CopiesOf, type TraceDeps } from './trace-record.ts';

export interface TraceQuery {
  readonly product: Product;
  readonly of:
    | { readonly partition: number; readonly position: number }
    | {
        readonly source: string;
        readonly id: string;
        /** Append times to search, ms; up to now, and as far back as identities are unique. */
        readonly from?: number | undefined;
        readonly to?: number | undefined;
      };
}

/** `unknown`: no record is there. `too-long`, `timeout`: the search is to be narrowed. */
export interface TraceFailure {
  readonly kind: 'unknown' | 'too-long' | 'timeout';
  readonly detail: string;
}

export type TraceEvent = (query: TraceQuery) => Promise<Result<readonly EventTrace[], TraceFailure>>;

/** The most copies of an event that are traced. */
const MOST_COPIES = 20;

/** Follows a record, or an event with its copies, through every stage. */
export function traceEvent(deps: TraceDeps): TraceEvent {
  return async ({ product, of }) => {
    const found =
      'position' in of ? await atPosition(deps, product, of) : await ofIdentity(deps, product, of);
    if (!found.ok) return found;
    const { places, copiesOf } = found.value;
    const traces: EventTrace[] = [];
    for (const place of places) traces.push(await traceRecord(deps, product, place, copiesOf));
    return ok(traces);
  };
}

interface Found {
  readonly places: readonly RecordPlace[];
  readonly copiesOf: CopiesOf;
}

type At = Extract<TraceQuery['of'], { position: number }>;
type Of = Exclude<TraceQuery['of'], At>;

const unknown = (detail: string): Result<never, TraceFailure> => err({ kind: 'unknown', detail });

async function atPosition(
  deps: TraceDeps,
  product: Product,
  { partition, position }: At,
): Promise<Result<Found, TraceFailure>> {
  const { topic, partitions } = product.event;
  const ends = (await deps.log.ends(topic)).find((one) => one.partition === partition);
  if (!ends) return unknown(`${topic} has the partitions 0 to ${partitions - 1}; there is no ${partition}.`);
  const record = await findRecord(deps, { topic, partition, position: position as Position });
  if (!record)
    return unknown(
      `Neither the log nor landing holds a record at partition ${partition}, position ${position} of ${topic}, which ends at ${ends.end}. Positions have gaps, and retention may have passed it.`,
    );
  return ok({ places: [record], copiesOf: (duplicate) => copiesBefore(deps, product, duplicate) });
}

async function copiesBefore(
  { records }: TraceDeps,
  product: Product,
  { source, id, appendedAt }: Parameters<CopiesOf>[0],
): Promise<readonly RecordPlace[]> {
  if (source === undefined || id === undefined) return [];
  const from = appendedAt - product.event.dedupeHorizonDays * DAY_MS;
  const span = { from, to: appendedAt + 1, limit: MOST_COPIES };
  const found = await records.copies(product.name, { source, id }, span);
  return found.ok ? found.value : [];
}

async function ofIdentity(
  deps: TraceDeps,
  product: Product,
  { source, id, from, to }: Of,
): Promise<Result<Found, TraceFailure>> {
  const days = product.event.dedupeHorizonDays;
  const end = to ?? Math.max(deps.clock.now(), from ?? 0) + 1;
  const begin = from ?? end - days * DAY_MS;
  if (end - begin > days * DAY_MS + 1)
    return err({
      kind: 'too-long',
      detail: `Source and id are unique within ${days} days, and no more are searched at once. Bring from and to closer.`,
    });
  const found = await findCopies(deps, product, { source, id }, { from: begin, to: end, limit: MOST_COPIES });
  if (!found.ok)
    return err({
      kind: 'timeout',
      detail: `${found.error.detail} Narrow it with from and to, or name a position.`,
    });
  if (found.value.length === 0)
    return unknown(
      `No record of ${product.name} appended from ${toRfc3339(begin)} to ${toRfc3339(end)} has this source and id. Widen or move from and to.`,
    );
  return ok({ places: found.value, copiesOf: async () => found.value });
}
