import { z } from 'zod';
import { ENVELOPE_COLUMNS } from './bronze-columns.ts';
import type { SchemaObject } from './contract-schema.ts';
import type { Report } from './fault.ts';
import type { EventContract, Field, FieldType } from './product.ts';

const eventPropertiesSchema = z.strictObject({
  eventType: z.string().min(1),
  partitions: z.int().min(1).max(1_000),
  latenessMinutes: z.number().min(0),
  dedupeHorizonDays: z.int().min(1),
});

/** Reads the one kind of event a product has: its type, topic, time rules and fields. */
export function readEvent(schema: SchemaObject, report: Report): EventContract | undefined {
  const names = schema.customProperties.map((p) => p.property);
  for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i)))
    report('/schema/0/customProperties', `${name} is there twice`);
  const custom = eventPropertiesSchema.safeParse(
    Object.fromEntries(schema.customProperties.map((p) => [p.property, p.value])),
  );
  const fields = schema.properties.map(fieldOf);
  checkFields(fields, report);
  if (!custom.success) {
    for (const issue of custom.error.issues)
      report(`/schema/0/customProperties/${issue.path.join('/')}`, issue.message);
    return undefined;
  }
  const { eventType, partitions, latenessMinutes, dedupeHorizonDays } = custom.data;
  return {
    type: eventType,
    topic: schema.physicalName,
    partitions,
    latenessMs: latenessMinutes * 60_000,
    dedupeHorizonDays,
    fields,
  };
}

const ENVELOPE = new Set(ENVELOPE_COLUMNS.map((column) => column.name));

function checkFields(fields: readonly Field[], report: Report): void {
  const columns = fields.map((field) => field.column);
  for (const column of new Set(columns.filter((c, i) => columns.indexOf(c) !== i)))
    report('/schema/0/properties', `two fields would be the column ${column}; rename one`);
  for (const field of fields) {
    const place = `/schema/0/properties/${field.name}`;
    if (ENVELOPE.has(field.column))
      report(place, `the column ${field.column} is the envelope's; give the field another name`);
    for (const [rule, types] of RULES)
      if (field[rule] !== undefined && !types.includes(field.type))
        report(place, `${rule} says nothing about ${field.type}; it is for ${types.join(' and ')}`);
    if (field.pattern !== undefined && !isPattern(field.pattern))
      report(place, `${field.pattern} is not a regular expression`);
  }
}

/** Which types a rule is for. */
const RULES: readonly (readonly [rule: keyof Field, types: readonly FieldType[]])[] = [
  ['values', ['string']],
  ['minimum', ['number', 'integer']],
  ['maximum', ['number', 'integer']],
  ['minLength', ['string']],
  ['maxLength', ['string']],
  ['pattern', ['string']],
];

const snakeCase = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

function fieldOf(property: SchemaObject['properties'][number]): Field {
  const { minimum, maximum, minLength, maxLength, pattern } = property.logicalTypeOptions;
  const values = property.quality[0]?.arguments.validValues;
  return {
    name: property.name,
    column: snakeCase(property.name),
    type: property.logicalType,
    required: property.required,
    classification: property.classification,
    ...(property.description !== undefined && { description: property.description }),
    ...(values && { values }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern }),
  };
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
