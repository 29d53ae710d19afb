import { isJsonObject, parseRfc3339, type Json, type JsonObject } from '@dataforge/kernel';
import type { EventContract, Field } from './product.ts';

export interface Violation {
  readonly field: string;
  /** `required`, `type`, `format`, `enum`, `minimum`, `maximum`, `minLength`, `maxLength`, `pattern`. */
  readonly rule: string;
  readonly detail: string;
}

export interface CheckedData {
  /** The contract's fields that are there. */
  readonly data: JsonObject;
  /** The fields the contract does not know; absent when there are none. */
  readonly rest?: JsonObject | undefined;
  readonly violations: readonly Violation[];
}

const NONE: readonly Violation[] = [];
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What a value of a type is, in words and as a test. */
const TYPES: Readonly<Record<Field['type'], readonly [string, (value: unknown) => boolean]>> = {
  string: ['a string', (value) => typeof value === 'string'],
  // JSON has no infinity, but 1e999 parses to it.
  number: ['a finite number', (value) => Number.isFinite(value)],
  integer: ['an integer up to 2^53', (value) => Number.isSafeInteger(value)],
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  timestamp: ['a string', (value) => typeof value === 'string'],
  date: ['a string', (value) => typeof value === 'string'],
  object: ['an object', isJsonObject],
  array: ['an array', (value) => Array.isArray(value)],
};

/**
 * Makes the check of an event's data against its contract; it runs for every event, so it is plain loops.
 * `null` in an optional field counts as absent.
 */
export function compileContract(event: Pick<EventContract, 'fields'>): (data: unknown) => CheckedData {
  const { fields } = event;
  const known = new Set(fields.map((field) => field.name));
  const checks = fields.map(checkOf);
  return (given) => {
    if (!isJsonObject(given))
      return {
        data: {},
        violations: [{ field: 'data', rule: 'type', detail: 'the data is not a JSON object' }],
      };
    const data: Record<string, Json> = {};
    let violations: Violation[] | undefined;
    for (let i = 0; i < fields.length; i += 1) {
      const field = fields[i] as Field;
      const value = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
      if (value === undefined || value === null) {
        if (field.required)
          (violations ??= []).push({ field: field.name, rule: 'required', detail: 'is missing' });
        continue;
      }
      const violation = (checks[i] as Check)(value);
      if (violation) (violations ??= []).push(violation);
      data[field.name] = value;
    }
    return { data, rest: unknownOf(given, known), violations: violations ?? NONE };
  };
}

function unknownOf(given: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  let rest: [string, Json][] | undefined;
  for (const name of Object.keys(given))
    if (!known.has(name)) (rest ??= []).push([name, given[name] as Json]);
  return rest && (Object.fromEntries(rest) as JsonObject);
}

type Check = (value: Json) => Violation | undefined;

function checkOf(field: Field): Check {
  const [what, isType] = TYPES[field.type];
  const fails = (rule: string, detail: string): Violation => ({ field: field.name, rule, detail });
  const rules = rulesOf(field);
  return (value) => {
    if (!isType(value)) return fails('type', `is not ${what}`);
    for (const { rule, holds, detail } of rules) if (!holds(value)) return fails(rule, detail);
    return undefined;
  };
}

interface Rule {
  readonly rule: string;
  readonly detail: string;
  holds(value: Json): boolean;
}

function rulesOf(field: Field): readonly Rule[] {
  const rules: Rule[] = [];
  const { type, values, minimum, maximum, minLength, maxLength, pattern } = field;
  // JSON can write it as an escape, but it is no character: nothing that holds text as UTF-8 takes it.
  if (type === 'string')
    rules.push({
      rule: 'format',
      detail: 'holds half a surrogate pair',
      holds: (v) => String(v).isWellFormed(),
    });
  if (type === 'timestamp')
    rules.push({
      rule: 'format',
      detail: 'is not a time of RFC 3339 with its offset',
      holds: (v) => parseRfc3339(String(v)) !== undefined,
    });
  if (type === 'date')
    rules.push({
      rule: 'format',
      detail: 'is not a date such as 2026-11-23',
      holds: (v) => DATE.test(String(v)) && parseRfc3339(`${String(v)}T00:00:00Z`) !== undefined,
    });
  if (values) {
    const allowed = new Set<Json>(values);
    rules.push({ rule: 'enum', detail: `is none of ${values.join(', ')}`, holds: (v) => allowed.has(v) });
  }
  if (minimum !== undefined)
    rules.push({ rule: 'minimum', detail: `is less than ${minimum}`, holds: (v) => Number(v) >= minimum });
  if (maximum !== undefined)
    rules.push({ rule: 'maximum', detail: `is more than ${maximum}`, holds: (v) => Number(v) <= maximum });
  if (minLength !== undefined)
    rules.push({
      rule: 'minLength',
      detail: `is shorter than ${minLength}`,
      holds: (v) => isAtLeast(String(v), minLength),
    });
  if (maxLength !== undefined)
    rules.push({
      rule: 'maxLength',
      detail: `is longer than ${maxLength}`,
      holds: (v) => !isAtLeast(String(v), maxLength + 1),
    });
  if (pattern !== undefined) {
    const expression = new RegExp(pattern, 'u');
    rules.push({
      rule: 'pattern',
      detail: `does not match ${pattern}`,
      holds: (v) => expression.test(String(v)),
    });
  }
  return rules;
}

/** Counted in code points, as JSON Schema counts; a code point is one or two units of a string's length. */
function isAtLeast(text: string, length: number): boolean {
  if (text.length < length) return false;
  return text.length >= 2 * length || Array.from(text).length >= length;
}
