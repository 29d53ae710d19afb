import type { JsonObject } from '@dataforge/kernel';
import type { Field, Product } from './product.ts';

const TYPES: Readonly<Record<Field['type'], JsonObject>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  timestamp: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
  object: { type: 'object' },
  array: { type: 'array' },
};

/** The JSON Schema (2020-12) of an event's data. Unknown fields are allowed: they are kept and counted. */
export function eventJsonSchema({
  name,
  description,
  event,
}: Pick<Product, 'name' | 'description' | 'event'>): JsonObject {
  const properties = Object.fromEntries(event.fields.map((field) => [field.name, schemaOf(field)]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: event.type,
    description: `${name}: ${description}`,
    type: 'object',
    properties,
    required: event.fields.filter((field) => field.required).map((field) => field.name),
  };
}

function schemaOf(field: Field): JsonObject {
  const { description, values, minimum, maximum, minLength, maxLength, pattern } = field;
  return {
    ...TYPES[field.type],
    ...(description !== undefined && { description }),
    ...(values && { enum: values }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern }),
  };
}
