import { DAY_MS, HOUR_MS, MINUTE_MS, parseRfc3339, SECOND_MS, type JsonObject } from '@dataforge/kernel';
import { Refused } from './refused.ts';
import type { Walk } from './scope.ts';
import { lowered, nodeAt, nodesAt, text } from './syntax-tree.ts';

/** How many rows `range` and `generate_series` may give. */
const MOST_ENTRIES = 100_000;

const UNITS: Readonly<Record<string, number>> = {
  to_milliseconds: 1,
  to_seconds: SECOND_MS,
  to_minutes: MINUTE_MS,
  to_hours: HOUR_MS,
  to_days: DAY_MS,
  to_weeks: 7 * DAY_MS,
  // The shortest there are, so that the length is never underrated.
  to_months: 28 * DAY_MS,
  to_quarters: 90 * DAY_MS,
  to_years: 365 * DAY_MS,
};

/** How many entries a series has: its bounds and step are constants or parameters, numbers or times. */
export function seriesLength(walk: Walk, node: JsonObject): number {
  const name = lowered(text(node, 'function_name'));
  const [first, second, third] = nodesAt(node, 'children').map((operand) => magnitude(walk, operand));
  const [from, to] = second === undefined ? [0, first] : [first, second];
  if (from === undefined || to === undefined) throw unknownBounds(name, node);
  const step = Math.abs(third ?? 1);
  const entries =
    step === 0 ? Number.POSITIVE_INFINITY : Math.abs(to - from) / step + (name === 'range' ? 0 : 1);
  if (Number.isNaN(entries)) throw unknownBounds(name, node);
  if (entries > MOST_ENTRIES)
    throw new Refused(`${name} gives more than ${MOST_ENTRIES} entries here.`, node);
  return entries;
}

const unknownBounds = (name: string, node: JsonObject): Refused =>
  new Refused(`${name} takes constants or parameters here: whole numbers, or times and an interval.`, node);

/** A number as it is, times and intervals in ms; NaN for what is neither. */
function magnitude(walk: Walk, node: JsonObject): number {
  const children = nodesAt(node, 'children');
  switch (text(node, 'class')) {
    case 'CONSTANT':
      return constantOf(nodeAt(node, 'value'));
    case 'PARAMETER':
      return valueOf(walk.parameters[text(node, 'identifier')] ?? null);
    case 'CAST':
      return castOf(walk, node);
    case 'FUNCTION':
      return children.length === 1
        ? callOf(text(node, 'function_name'), magnitude(walk, children[0] as JsonObject))
        : Number.NaN;
    default:
      return Number.NaN;
  }
}

function castOf(walk: Walk, node: JsonObject): number {
  const child = nodeAt(node, 'child') as JsonObject;
  if (text(nodeAt(node, 'cast_type') ?? {}, 'id') !== 'INTERVAL') return magnitude(walk, child);
  const [, count, unit] = /^(\d+) ([a-z]+?)s?$/i.exec(text(nodeAt(child, 'value') ?? {}, 'value')) ?? [];
  return callOf(`to_${(unit ?? '').toLowerCase()}s`, Number(count));
}

/** An interval is written `to_hours(CAST(trunc(CAST(1 AS DOUBLE)) AS BIGINT))` in the tree. */
function callOf(name: string, operand: number): number {
  if (name === '-') return -operand;
  if (name === 'trunc') return Math.trunc(operand);
  return Object.hasOwn(UNITS, name) ? operand * (UNITS[name] as number) : Number.NaN;
}

function constantOf(constant: JsonObject | undefined): number {
  const type = constant && text(nodeAt(constant, 'type') ?? {}, 'id');
  // A DECIMAL is written without its point.
  return type === 'DECIMAL' ? Number.NaN : valueOf(constant?.['value'] ?? null);
}

function valueOf(value: JsonObject[string] | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  return timeOf(value.trim()) ?? Number.NaN;
}

/** A time as SQL or RFC 3339 writes it. */
function timeOf(written: string): number | undefined {
  const [date, time = '00:00:00'] = written.split(/[T ]/);
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/i.test(time) ? time : `${time}Z`;
  return parseRfc3339(
    `${date}T${/^\d\d:\d\d(?!:)/.test(zoned) ? zoned.replace(/^\d\d:\d\d/, '$&:00') : zoned}`,
  );
}
