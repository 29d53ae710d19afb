import { HttpProblem } from '@dataforge/http';
import { parseRfc3339 } from '@dataforge/kernel';
import { z } from '@hono/zod-openapi';

/** Digits: a coercion would take an empty text for 0. */
const wholeNumber = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^\\d{1,${digits}}$`), 'a whole number, from 0')
    .transform(Number)
    .openapi({ type: 'integer', minimum: 0 });

export const partitionSchema = wholeNumber(9);
/** No more digits than a number holds exactly. */
export const positionSchema = wholeNumber(15);

/** The limit of a list's page: as many as `most`. */
export const limitSchema = (most: number) => z.coerce.number().int().min(1).max(most).optional();

export function timeOf(field: string, text: string): number {
  const time = parseRfc3339(text);
  if (time === undefined)
    throw new HttpProblem(400, `${field} is not a time of RFC 3339, such as 2026-11-23T14:32:00Z.`, {
      errors: [{ field, detail: 'not a time' }],
    });
  return time;
}

/** Two times, ms, either of which may be missing; the range may be empty, and not turned around. */
export function rangeOf(
  from: string | undefined,
  to: string | undefined,
): { readonly from: number | undefined; readonly to: number | undefined } {
  const range = {
    from: from === undefined ? undefined : timeOf('from', from),
    to: to === undefined ? undefined : timeOf('to', to),
  };
  if (range.from !== undefined && range.to !== undefined && range.from > range.to)
    throw new HttpProblem(400, 'The range ends before it begins; exchange from and to.', {
      errors: [{ field: 'to', detail: 'before from' }],
    });
  return range;
}

/** The product of that name. Throws a 404 that names those there are. */
export function productOf<P extends { readonly name: string }>(products: readonly P[], name: string): P {
  const product = products.find((one) => one.name === name);
  if (!product)
    throw new HttpProblem(
      404,
      `There is no product ${name}. Known are: ${products.map((one) => one.name).join(', ')}.`,
    );
  return product;
}
