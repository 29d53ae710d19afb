import { DAY_MS, err, invariant, ok, parseRfc3339, type Result } from '@dataforge/kernel';
import type { NamedQuery, QueryParameter } from '@dataforge/products';
import type { QueryRequest } from '../ports/query-engine.ts';

export type BoundParameters = QueryRequest['parameters'];

/** `field` as the caller wrote it: `params.device`. */
export interface ParameterFault {
  readonly field: string;
  readonly detail: string;
}

/** The longest time a query may span from its `from` to its `to`. */
const MAX_RANGE_DAYS = 400;

/**
 * Turns what the caller gave into values to bind, or names every fault at once: missing, unknown and mistyped
 * parameters, and a range from `from` to `to` that is empty or too long. An optional parameter that is neither
 * given nor has a default is null.
 */
export function bindParameters(
  query: NamedQuery,
  given: Readonly<Record<string, unknown>>,
): Result<BoundParameters, readonly ParameterFault[]> {
  const faults: ParameterFault[] = Object.keys(given)
    .filter((name) => !query.parameters.some((parameter) => parameter.name === name))
    .map((name) => fault(name, `is not a parameter of ${query.name}; ${takes(query)}`));
  const bound: Record<string, BoundParameters[string]> = {};
  for (const parameter of query.parameters) {
    const value = Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined;
    const read = readParameter(parameter, value ?? undefined);
    if (read.ok) bound[parameter.name] = read.value;
    else faults.push(fault(parameter.name, read.error));
  }
  faults.push(...rangeFaults(bound));
  return faults.length > 0 ? err(faults) : ok(bound);
}

const fault = (name: string, detail: string): ParameterFault => ({ field: `params.${name}`, detail });

const takes = ({ parameters }: NamedQuery): string =>
  parameters.length === 0 ? 'it takes none' : `it takes ${parameters.map(({ name }) => name).join(', ')}`;

/** JSON's null counts as not given. */
function readParameter(parameter: QueryParameter, given: unknown): Result<BoundParameters[string], string> {
  if (given !== undefined) return within(parameter, READ[parameter.type](given));
  if (parameter.default !== undefined) {
    const value = READ[parameter.type](parameter.default);
    invariant(value.ok, `the default of ${parameter.name} is no ${parameter.type}`);
    return value;
  }
  return parameter.required ? err(`is missing; ${EXPECTED[parameter.type]}`) : ok(null);
}

function within(
  { between }: QueryParameter,
  read: Result<BoundParameters[string], string>,
): Result<BoundParameters[string], string> {
  if (!between || !read.ok || typeof read.value !== 'number') return read;
  const [least, most] = between;
  return read.value < least || read.value > most ? err(`must be between ${least} and ${most}`) : read;
}

const EXPECTED: Readonly<Record<QueryParameter['type'], string>> = {
  string: 'it must be a string',
  integer: 'it must be a whole number within 2^53',
  number: 'it must be a finite number',
  boolean: 'it must be true or false',
  timestamp: 'it must be a time of RFC 3339 with its offset, such as 2026-11-23T14:00:00Z',
};

type Read = (given: unknown) => Result<BoundParameters[string], string>;

const READ: Readonly<Record<QueryParameter['type'], Read>> = {
  string: (given) => (typeof given === 'string' ? ok(given) : err(EXPECTED.string)),
  integer: (given) =>
    typeof given === 'number' && Number.isSafeInteger(given) ? ok(given) : err(EXPECTED.integer),
  number: (given) => (typeof given === 'number' && Number.isFinite(given) ? ok(given) : err(EXPECTED.number)),
  boolean: (given) => (typeof given === 'boolean' ? ok(given) : err(EXPECTED.boolean)),
  timestamp: (given) => {
    const timestamp = typeof given === 'string' ? parseRfc3339(given) : undefined;
    return timestamp === undefined ? err(EXPECTED.timestamp) : ok({ timestamp });
  },
};

function rangeFaults({ from, to }: BoundParameters): readonly ParameterFault[] {
  if (!isTime(from) || !isTime(to)) return [];
  if (from.timestamp >= to.timestamp) return [fault('to', 'must be after from')];
  if (to.timestamp - from.timestamp > MAX_RANGE_DAYS * DAY_MS)
    return [fault('to', `must be at most ${MAX_RANGE_DAYS} days after from; ask for a narrower range`)];
  return [];
}

const isTime = (value: BoundParameters[string] | undefined): value is { readonly timestamp: number } =>
  typeof value === 'object' && value !== null;
