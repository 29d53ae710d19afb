import { parseRfc3339 } from '@dataforge/kernel';
import { HttpProblem } from './problem.ts';

export interface TimeRange {
  /** ms since the epoch. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The range of the parameters `from` and `to`, which may be missing and may not be turned around. Throws a 400 that names the parameter. */
export function timeRange(from: string | undefined, to: string | undefined): TimeRange {
  const range = { from: timeOf('from', from), to: timeOf('to', to) };
  if (range.from !== undefined && range.to !== undefined && range.from > range.to)
    throw new HttpProblem(400, 'The range ends before it begins; exchange from and to.', {
      errors: [{ field: 'to', detail: 'before from' }],
    });
  return range;
}

function timeOf(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseRfc3339(text);
  if (time === undefined)
    throw new HttpProblem(400, `${field} is not a time of RFC 3339, such as 2026-11-23T14:32:00Z.`, {
      errors: [{ field, detail: 'not a time' }],
    });
  return time;
}
