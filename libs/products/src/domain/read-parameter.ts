import type { Report } from './fault.ts';
import type { QueryParameter } from './product.ts';

const PARAMETER =
  /^([a-z_][a-z0-9_]*)\s+(string|integer|number|timestamp|boolean)(?:\s+(required)|\s+default\s+(\S+))?(?:\s+of\s+(\S+))?(?:\s+--\s+(.+))?$/;

/** Reads `name type [required | default value] [of a|b|c] [-- description]`. */
export function readParameter(text: string, report: Report): QueryParameter | undefined {
  const match = PARAMETER.exec(text);
  if (!match) {
    report(
      'param',
      `"${text}" is not "name type [required | default value] [of a|b|c] [-- description]" with a type of string, integer, number, timestamp, boolean`,
    );
    return undefined;
  }
  const [, name, type, required, written, listed, description] = match;
  const parameter = { name: name as string, type: type as QueryParameter['type'], required: !!required };
  const value = written === undefined ? undefined : defaultOf(parameter.type, written);
  if (written !== undefined && value === undefined)
    report('param', `${written} cannot be the default of ${parameter.name}, which is a ${parameter.type}`);
  const choices = listed?.split('|');
  if (choices && type !== 'string') report('param', `${parameter.name} has choices, which only a string has`);
  if (choices && value !== undefined && !choices.includes(String(value)))
    report('param', `the default of ${parameter.name}, ${value}, is none of its choices`);
  return {
    ...parameter,
    ...(value !== undefined && { default: value }),
    ...(choices && { choices }),
    ...(description !== undefined && { description }),
  };
}

function defaultOf(type: QueryParameter['type'], written: string): string | number | boolean | undefined {
  if (type === 'string') return written;
  // A fixed time would be a query that ages.
  if (type === 'timestamp') return undefined;
  if (type === 'boolean') return { true: true, false: false }[written];
  const value = Number(written);
  return (type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) ? value : undefined;
}
