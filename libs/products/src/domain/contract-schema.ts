import { z } from 'zod';

const customSchema = z.array(z.object({ property: z.string(), value: z.unknown() })).default([]);

const propertySchema = z.object({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, 'a field is named in letters and digits, camel case'),
  logicalType: z.enum(['string', 'number', 'integer', 'boolean', 'timestamp', 'date', 'object', 'array']),
  required: z.boolean().default(false),
  description: z.string().optional(),
  classification: z.string({ error: 'every field needs a classification' }),
  logicalTypeOptions: z
    .strictObject({
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      minLength: z.int().optional(),
      maxLength: z.int().optional(),
      pattern: z.string().optional(),
    })
    .default({}),
  quality: z
    .array(
      z.strictObject({
        metric: z.literal('invalidValues', {
          error: 'only invalidValues is checked here; other rules belong to the quality gate',
        }),
        mustBe: z.literal(0),
        arguments: z.strictObject({ validValues: z.array(z.string()).min(1) }),
      }),
    )
    .max(1)
    .default([]),
});

/** What a product needs of a contract beside what the standard asks; other sections are let through. */
export const contractSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'a product is named in lower case, digits and underscores'),
  version: z.string(),
  description: z.object({ purpose: z.string(), usage: z.string().optional() }),
  team: z.object({ name: z.string() }),
  schema: z
    .array(
      z.object({
        name: z.string(),
        physicalName: z.string({ error: 'the topic' }).regex(/^[a-z0-9._-]+$/),
        description: z.string().optional(),
        customProperties: customSchema,
        properties: z.array(propertySchema).min(1),
      }),
    )
    .length(1, 'a product has one kind of event'),
  slaProperties: z
    .array(
      z.object({
        property: z.string(),
        value: z.unknown(),
        valueExt: z.unknown().optional(),
        unit: z.string().optional(),
        element: z.string().optional(),
      }),
    )
    .default([]),
});

export type ContractDocument = z.infer<typeof contractSchema>;
export type SchemaObject = ContractDocument['schema'][number];
export type SlaProperty = ContractDocument['slaProperties'][number];
