import { parseRfc3339, type Json } from '@dataforge/kernel';
import { decodeRecord, type LogRecord } from '@dataforge/events';
import { compileContract, type Product } from '@dataforge/products';
import type { BronzeRow, FailedRecord } from '../ports/refine-store.ts';
import { contentHash } from './identity.ts';
import { keptSince } from './kept-since.ts';

/** A record after parse and contract: a row whose only open question is whether its event is known already, or a failure. */
export type Judged =
  | { readonly kind: 'row'; readonly row: BronzeRow }
  | { readonly kind: 'failed'; readonly failed: FailedRecord };

type Reason = FailedRecord['reasons'][number];

/**
 * Judges a record by its product's contract, from the record alone; `watermark` is its partition's before it (ms). What
 * cannot be read as a CloudEvent of the product, or breaks the contract, is quarantined with every reason; an event
 * older than silver keeps, measured from its append time, is expired.
 */
export function judgeRecords(product: Product): (record: LogRecord, watermark?: number) => Judged {
  const { event } = product;
  const check = compileContract(event);
  return (record, watermark) => {
    const decoded = decodeRecord(record);
    if (!decoded.ok)
      return failed(record, 'parse', [
        { field: decoded.error.field, rule: 'cloudevent', detail: decoded.error.detail },
      ]);
    const { source, id, type, subject, time, data } = decoded.value;
    if (type !== event.type)
      return failed(
        record,
        'parse',
        [{ field: 'type', rule: 'type', detail: `${type} does not belong to ${event.topic}` }],
        decoded.value,
      );
    const eventTime = time === undefined ? undefined : parseRfc3339(time);
    const judged = check(data);
    if (eventTime === undefined)
      return failed(record, 'contract', [NO_TIME, ...judged.violations], decoded.value);
    if (judged.violations.length > 0) return failed(record, 'contract', judged.violations, decoded.value);
    const hash = hashOf(type, subject, data);
    if (hash === undefined) return failed(record, 'parse', [TOO_DEEP], decoded.value);
    // One object, written out: it is made for every event.
    return {
      kind: 'row',
      row: {
        partition: record.partition,
        position: record.position,
        appendedAt: record.appendedAt,
        fate: eventTime < keptSince(record.appendedAt, product.retentionDays.silver) ? 'expired' : 'refined',
        source,
        id,
        subject,
        eventTime,
        data: judged.data,
        rest: judged.rest,
        contentHash: hash,
        watermark,
      },
    };
  };
}

const NO_TIME: Reason = { field: 'time', rule: 'required', detail: 'the event has no time' };
const TOO_DEEP: Reason = { field: 'data', rule: 'nesting', detail: 'is nested too deeply' };

const failed = (
  record: LogRecord,
  stage: 'parse' | 'contract',
  reasons: readonly Reason[],
  event?: { readonly source: string; readonly id: string },
): Judged => ({
  kind: 'failed',
  failed: {
    partition: record.partition,
    position: record.position,
    appendedAt: record.appendedAt,
    fate: 'quarantined',
    stage,
    reasons,
    key: record.key,
    headers: record.headers,
    value: record.value,
    source: event?.source,
    id: event?.id,
  },
});

/** Undefined where the data is nested so deeply that walking it ends the stack: a record's fault, not ours. */
function hashOf(type: string, subject: string | undefined, data: unknown): string | undefined {
  try {
    return contentHash(type, subject, data as Json);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
