import { DAY_MS, parseRfc3339, type Json } from '@dataforge/kernel';
import { decodeRecord, type LogRecord } from '@dataforge/events';
import { compileContract, type Product } from '@dataforge/products';
import type { BronzeRow, FailedRecord } from '../ports/refine-store.ts';
import { contentHash } from './identity.ts';

/** A record after parse and contract: a row whose only open question is whether its event is known already, or a failure. */
export type Judged =
  | { readonly kind: 'row'; readonly row: Omit<BronzeRow, 'watermark'> }
  | { readonly kind: 'failed'; readonly failed: FailedRecord };

type Reason = FailedRecord['reasons'][number];

/**
 * Judges a record by its product's contract, from the record alone. What cannot be read as a CloudEvent of
 * the product, or breaks the contract, is quarantined with every reason; an event older than silver keeps,
 * measured from its append time, is expired.
 */
export function judgeRecords(product: Product): (record: LogRecord) => Judged {
  const { event } = product;
  const check = compileContract(event);
  return (record) => {
    const origin = { partition: record.partition, position: record.position, appendedAt: record.appendedAt };
    const fail = (
      stage: 'parse' | 'contract',
      reasons: readonly Reason[],
      source?: string,
      id?: string,
    ): Judged => ({
      kind: 'failed',
      failed: {
        ...origin,
        fate: 'quarantined',
        stage,
        reasons,
        key: record.key,
        headers: record.headers,
        value: record.value,
        ...(source !== undefined && { source }),
        ...(id !== undefined && { id }),
      },
    });
    const decoded = decodeRecord(record);
    if (!decoded.ok)
      return fail('parse', [
        { field: decoded.error.field, rule: 'cloudevent', detail: decoded.error.detail },
      ]);
    const { source, id, type, subject, time, data } = decoded.value;
    if (type !== event.type)
      return fail(
        'parse',
        [{ field: 'type', rule: 'type', detail: `${type} does not belong to ${event.topic}` }],
        source,
        id,
      );
    const eventTime = time === undefined ? undefined : parseRfc3339(time);
    const judged = check(data);
    const missing: readonly Reason[] =
      eventTime === undefined ? [{ field: 'time', rule: 'required', detail: 'the event has no time' }] : [];
    const reasons = [...missing, ...judged.violations];
    if (eventTime === undefined || reasons.length > 0) return fail('contract', reasons, source, id);
    const expired = eventTime < record.appendedAt - product.retentionDays.silver * DAY_MS;
    const hash = hashOf(type, subject, data);
    if (hash === undefined)
      return fail('parse', [{ field: 'data', rule: 'nesting', detail: 'is nested too deeply' }], source, id);
    const row: Omit<BronzeRow, 'watermark'> = {
      ...origin,
      fate: expired ? 'expired' : 'refined',
      source,
      id,
      ...(subject !== undefined && { subject }),
      eventTime,
      data: judged.data,
      ...(judged.rest && { rest: judged.rest }),
      contentHash: hash,
    };
    return { kind: 'row', row };
  };
}

/** Undefined where the data is nested so deeply that walking it ends the stack: a record's fault, not ours. */
function hashOf(type: string, subject: string | undefined, data: unknown): string | undefined {
  try {
    return contentHash(type, subject, data as Json);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
