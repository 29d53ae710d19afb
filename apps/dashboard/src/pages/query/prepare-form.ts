import type { QueryParameter } from '@dataforge/api-client';
import type { ParameterValue } from '../../api/query.ts';
import { dayOf, clockOf, clockWithSeconds } from '../../time/format-time.ts';

/** What stands in the fields, by parameter. */
export type FieldTexts = Readonly<Record<string, string>>;

export interface ReadForm {
  readonly params: Readonly<Record<string, ParameterValue>>;
  /** What is wrong with which field. */
  readonly faults: Readonly<Record<string, string>>;
}

/** A parameter of a statement of one's own, of which no more is known than its name. */
export interface UntypedParameter {
  readonly name: string;
  readonly type: 'any';
  readonly required: true;
}

export type FormParameter = QueryParameter | UntypedParameter;

export const untyped = (name: string): UntypedParameter => ({ name, type: 'any', required: true });

/** The stretch of time that fields called `from` and `to` begin with, ms since the epoch. */
export interface FormRange {
  readonly from: number;
  readonly to: number;
}

/** What a field shows before anybody wrote into it: its default, or the page's stretch of time. */
export function textBefore({ name, ...parameter }: FormParameter, { from, to }: FormRange): string {
  if (parameter.type === 'any') return '';
  if (parameter.default !== undefined) return String(parameter.default);
  if (parameter.type !== 'timestamp') return '';
  return name === 'from' ? timeText(from) : name === 'to' ? timeText(to) : '';
}

/** A value as its field shows it. */
export function textOfValue(parameter: FormParameter | undefined, value: ParameterValue): string {
  const ms = parameter?.type === 'timestamp' ? Date.parse(String(value)) : NaN;
  return Number.isFinite(ms) ? timeText(ms) : String(value);
}

/** `2026-11-23 13:32`, in UTC, with seconds where there are any. */
export const timeText = (ms: number): string =>
  `${dayOf(ms)} ${ms % 60_000 === 0 ? clockOf(ms) : clockWithSeconds(ms)}`;

/** Reads the fields; every one that is wrong is named at once. */
export function readForm(parameters: readonly FormParameter[], texts: FieldTexts): ReadForm {
  const params: Record<string, ParameterValue> = {};
  const faults: Record<string, string> = {};
  for (const parameter of parameters) {
    const text = texts[parameter.name]?.trim() ?? '';
    const needed = parameter.required && !('default' in parameter);
    const value = text === '' ? undefined : READ[parameter.type](text);
    const outside = value !== undefined && outsideOf(parameter, value);
    if (outside) faults[parameter.name] = outside;
    else if (value !== undefined) params[parameter.name] = value;
    else if (text !== '') faults[parameter.name] = EXPECTED[parameter.type];
    else if (needed) faults[parameter.name] = 'Needed to run.';
  }
  if (isBackward(parameters, params)) faults['to'] = 'Must be after from.';
  return { params, faults };
}

function outsideOf(parameter: FormParameter, value: ParameterValue): string | false {
  if (parameter.type === 'any') return false;
  const { choices, between: [least, most] = [-Infinity, Infinity] } = parameter;
  if (choices && !choices.some((choice) => choice === value)) return `Must be one of ${choices.join(', ')}.`;
  const inside = typeof value !== 'number' || (value >= least && value <= most);
  return !inside && `Must be between ${least} and ${most}.`;
}

const isBackward = (parameters: readonly FormParameter[], { from, to }: ReadForm['params']): boolean =>
  parameters.every(({ name, type }) => !['from', 'to'].includes(name) || type === 'timestamp') &&
  typeof from === 'string' &&
  typeof to === 'string' &&
  from >= to;

const EXPECTED: Readonly<Record<FormParameter['type'], string>> = {
  string: 'Must be a text.',
  any: 'Must be a text, a number, true or false.',
  integer: 'Must be a whole number.',
  number: 'Must be a number, such as 12.5.',
  boolean: 'Must be true or false.',
  timestamp: 'Must be a time in UTC, such as 2026-11-23 14:00.',
};

type Read = (text: string) => ParameterValue | undefined;

const number: Read = (text) =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
    ? Number(text)
    : undefined;
const boolean: Read = (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined);

const READ: Readonly<Record<FormParameter['type'], Read>> = {
  string: (text) => text,
  number,
  boolean,
  integer: (text) => (Number.isSafeInteger(number(text)) ? number(text) : undefined),
  any: (text) => number(text) ?? boolean(text) ?? text,
  timestamp: (text) => {
    const [, day, clock = '00:00', zone = 'Z'] =
      /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?(?:\s*(Z|[+-]\d\d:\d\d))?$/i.exec(
        text,
      ) ?? [];
    const ms = day === undefined ? NaN : Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
    return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
  },
};
