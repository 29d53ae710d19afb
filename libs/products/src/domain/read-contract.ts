import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import odcsSchema from '../../schema/odcs-json-schema-v3.1.0.json' with { type: 'json' };
import type { Report } from './fault.ts';
import type { EventContract, Field, Product, Zone } from './product.ts';

export const CONTRACT_FILE = 'contract.odcs.yaml';

/** What a contract gives a product. */
export type Contract = Pick<
  Product,
  'name' | 'version' | 'title' | 'description' | 'owner' | 'event' | 'retentionDays'
>;

const ajv = new Ajv2019({ allErrors: true, strict: false });
// The package's types know only its CommonJS form.
(addFormats as unknown as (instance: Ajv2019) => void)(ajv);
const isOdcs = ajv.compile(odcsSchema);

const ZONES = ['log', 'landing', 'bronze', 'silver', 'quarantine', 'gold'] as const satisfies readonly Zone[];

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

const contractSchema = z.object({
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
        unit: z.string().optional(),
        element: z.string().optional(),
      }),
    )
    .default([]),
});

const eventPropertiesSchema = z.strictObject({
  eventType: z.string().min(1),
  partitions: z.int().min(1).max(1_000),
  latenessMinutes: z.number().min(0),
  dedupeHorizonDays: z.int().min(1),
});

/** Reads a contract: YAML, then the standard's own schema, then what a product needs of it. */
export function readContract(text: string, report: Report): Contract | undefined {
  const document = parseDocument(text);
  for (const error of document.errors)
    report(`line ${error.linePos?.[0].line ?? '?'}`, error.message.split('\n')[0] ?? '');
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  if (!isOdcs(value)) {
    for (const error of isOdcs.errors ?? [])
      report(error.instancePath || '/', `${error.message ?? 'invalid'} (Open Data Contract Standard 3.1.0)`);
    return undefined;
  }
  const read = contractSchema.safeParse(value);
  if (!read.success) {
    for (const issue of read.error.issues) report(`/${issue.path.join('/')}`, issue.message);
    return undefined;
  }
  const contract = read.data;
  const [schema] = contract.schema as [(typeof contract.schema)[number]];
  const event = readEvent(schema, report);
  const retentionDays = readRetention(contract.slaProperties, report);
  if (!event || !retentionDays) return undefined;
  return {
    name: contract.name,
    version: contract.version,
    title: contract.name[0]?.toUpperCase() + contract.name.slice(1),
    description: contract.description.purpose,
    owner: contract.team.name,
    event,
    retentionDays,
  };
}

type Schema = z.infer<typeof contractSchema>['schema'][number];

function readEvent(schema: Schema, report: Report): EventContract | undefined {
  const custom = eventPropertiesSchema.safeParse(
    Object.fromEntries(schema.customProperties.map((p) => [p.property, p.value])),
  );
  const fields = schema.properties.map(fieldOf);
  const columns = fields.map((field) => field.column);
  for (const column of new Set(columns.filter((c, i) => columns.indexOf(c) !== i)))
    report('/schema/0/properties', `two fields would be the column ${column}; rename one`);
  for (const column of columns.filter((c) => RESERVED.has(c)))
    report('/schema/0/properties', `the column ${column} is the envelope's; give the field another name`);
  for (const { name, pattern } of fields)
    if (pattern !== undefined && !isPattern(pattern))
      report(`/schema/0/properties/${name}`, `${pattern} is not a regular expression`);
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

const RESERVED = new Set(['source', 'id', 'subject', 'event_time', 'appended_at']);

const snakeCase = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

function fieldOf(property: z.infer<typeof propertySchema>): Field {
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

function readRetention(
  sla: z.infer<typeof contractSchema>['slaProperties'],
  report: Report,
): Product['retentionDays'] | undefined {
  const days = new Map<string, number>();
  for (const { property, element, value, unit } of sla) {
    if (property !== 'retention') continue;
    if (typeof value !== 'number' || value <= 0 || unit !== 'd')
      report(
        '/slaProperties',
        `the retention of ${element ?? '(no element)'} is a positive number with the unit d`,
      );
    else if (!(ZONES as readonly string[]).includes(element ?? ''))
      report('/slaProperties', `there is no zone ${element ?? ''}; zones are ${ZONES.join(', ')}`);
    else days.set(element ?? '', value);
  }
  const missing = ZONES.filter((zone) => !days.has(zone));
  if (missing.length > 0) {
    report('/slaProperties', `the retention of ${missing.join(', ')} is missing`);
    return undefined;
  }
  const of = (zone: Zone) => days.get(zone) as number;
  if (of('gold') < of('silver')) report('/slaProperties', 'gold is kept at least as long as silver');
  return {
    log: of('log'),
    landing: of('landing'),
    bronze: of('bronze'),
    silver: of('silver'),
    quarantine: of('quarantine'),
    gold: of('gold'),
  };
}
