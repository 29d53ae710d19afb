import type { JsonObject } from '@dataforge/kernel';
import type { SqlRefusal } from '../../../ports/query-engine.ts';

/** Leaves the walk over a statement; the check's caller turns it into a value. */
export class Refused extends Error {
  /** Bytes of UTF-8 from the start of the statement, where the engine tells. */
  readonly at: number | undefined;

  constructor(detail: string, place?: JsonObject | number) {
    super(detail);
    const at = typeof place === 'object' ? place['query_location'] : place;
    this.at = typeof at === 'number' && at < Number.MAX_SAFE_INTEGER ? at : undefined;
  }
}

/** The refusal as a value, its place as line and column in characters, both from 1. */
export function refusalIn(sql: string, { message, at }: Refused): SqlRefusal {
  if (at === undefined) return { detail: message };
  const before = Buffer.from(sql, 'utf8')
    .subarray(0, at)
    .toString('utf8')
    .split(/\r\n?|\n/);
  return {
    detail: message,
    line: before.length,
    column: [...(before[before.length - 1] as string)].length + 1,
  };
}
