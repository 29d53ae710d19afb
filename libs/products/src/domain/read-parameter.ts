import type { Report } from './fault.ts';
import type { QueryParameter } from './product.ts';

const PARAMETER =
  /^([a-z_][a-z0-9_]*)\s+(string|integer|number|timestamp|boolean)(?:\s+(required)|\s+default\s+(\S+))?(?:\s+between\s+(\S+)\s+and\s+(\S+))?(?:\s+--\s+(.+))?$/;

/** Reads `name type [required | default value] [between least and most] [-- description]`. */
export function readParameter(text: string, report: Report): QueryParameter | undefined {
  const match = PARAMETER.exec(text);
  if (!match) {
    report(
      'param',
      `"${text}" is not "name type [required | default value] [between least and most] [-- description]" with a type of string, integer, number, timestamp, boolean`,
    );
    return undefined;
  }
  const [, name, type, required, written, least, most, description] = match;
  const parameter = { name: name as string, type: type as QueryParameter['type'], required: !!required };
  const value = written === undefined ? undefined : defaultOf(parameter.type, written);
  if (written !== undefined && value === undefined)
    report('param', `${written} cannot be the default of ${parameter.name}, which is a ${parameter.type}`);
  const between = betweenOf(parameter, value, [least, most], report);
  return {
    ...parameter,
    ...(value !== undefined && { default: value }),
    ...(between && { between }),
    ...(description !== undefined && { description }),
  };
}

function betweenOf(
  { name, type }: Pick<QueryParameter, 'name' | 'type'>,
  value: QueryParameter['default'],
  written: readonly [least: string | undefined, most: string | undefined],
  report: Report,
): QueryParameter['between'] {
  if (written[0] === undefined) return undefined;
  const [least, most] = written.map((bound) =>
    type === 'integer' || type === 'number' ? defaultOf(type, bound as string) : undefined,
  );
  const says = `between ${written.join(' and ')}`;
  if (typeof least !== 'number' || typeof most !== 'number' || least > most) {
    report(
      'param',
      `${says} cannot bound ${name}, which is a ${type}; numbers alone have bounds, least first`,
    );
    return undefined;
  }
  if (typeof value === 'number' && (value < least || value > most))
    report('param', `${value} cannot be the default of ${name}, which is ${says}`);
  return [least, most];
}

function defaultOf(type: QueryParameter['type'], written: string): string | number | boolean | undefined {
  if (type === 'string') return written;
  // A fixed time would be a query that ages.
  if (type === 'timestamp') return undefined;
  if (type === 'boolean') return { true: true, false: false }[written];
  const value = Number(written);
  return (type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) ? value : undefined;
}
