import { HttpProblem } from '@dataforge/http';
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
