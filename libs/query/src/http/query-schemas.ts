import { z } from '@hono/zod-openapi';
import { jsonBody, timeSchema } from '@dataforge/http';
import { EXPORT_FORMATS } from '../ports/query-engine.ts';

const MOST_PARAMETERS = 100;
const DAY_SECONDS = 86_400;

export const queryBodySchema = z
  .strictObject({
    query: z
      .string()
      .min(1)
      .optional()
      .describe('The name of a query of a product, such as telemetry.device_minutes'),
    sql: z
      .string()
      .min(1)
      .optional()
      .describe('Instead of query: one SELECT over gold.<table>; needs the permission query:adhoc'),
    params: z
      .record(z.string(), z.unknown())
      .refine(
        (params) => Object.keys(params).length <= MOST_PARAMETERS,
        `at most ${MOST_PARAMETERS} parameters`,
      )
      .default({})
      .describe('Its parameters by name: strings, numbers, booleans; times as RFC 3339'),
    limit: z
      .int()
      .min(1)
      .optional()
      .describe(
        'Rows in the page, 1,000 by default and 100,000 at most; fewer where they reach 32 MiB. In a download: where it is cut',
      ),
    cursor: z
      .string()
      .min(1)
      .optional()
      .describe('nextCursor of the page before, with the same query and params; not for downloads'),
    maxAge: z
      .number()
      .min(0)
      .max(DAY_SECONDS)
      .optional()
      .describe('How old a cached answer may be, seconds. By default it has to be what gold holds now'),
  })
  .superRefine(({ query, sql }, context) => {
    if ((query === undefined) === (sql === undefined))
      context.addIssue({ code: 'custom', path: ['query'], message: 'give either query or sql' });
  });

const body = jsonBody(queryBodySchema, {
  query: 'telemetry.device_minutes',
  params: { device: 'pump-1', from: '2026-11-23T13:00:00Z', to: '2026-11-23T14:00:00Z' },
});

/** The body for the OpenAPI document; that one of the two is given no schema of Zod says there. */
export const queryBody = {
  ...body,
  content: {
    'application/json': {
      ...body.content['application/json'],
      schema: {
        ...body.content['application/json'].schema,
        oneOf: [{ required: ['query'] }, { required: ['sql'] }],
      },
    },
  },
};

export const formatSchema = z.enum(['json', ...EXPORT_FORMATS]);

export const columnSchema = z
  .object({
    name: z.string(),
    type: z.enum(['string', 'integer', 'number', 'boolean', 'timestamp', 'date', 'json']),
  })
  .openapi('QueryColumn');

const valueSchema = z
  .union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(z.unknown()),
    z.record(z.string(), z.unknown()),
  ])
  .openapi('QueryValue');

export const queryAnswerSchema = z
  .object({
    columns: z.array(columnSchema),
    rows: z
      .array(z.array(valueSchema))
      .describe(
        'Values in the order of the columns. A whole number beyond 2^53 is a string; a number that is not finite is null',
      ),
    rowCount: z.int().min(0).describe('Rows in this page'),
    watermark: timeSchema
      .nullable()
      .describe('How far the products that were read had been read themselves, by event time'),
    quality: z
      .object({
        quarantinedShare: z
          .number()
          .min(0)
          .max(1)
          .describe("Of the products' records that have a fate, the share in quarantine"),
      })
      .nullable()
      .describe('Of what was read; null where nothing is known of it'),
    cached: z.boolean(),
    cacheAgeMs: z.int().min(0).describe('How long ago the answer was asked for first; 0 if it is new'),
    elapsedMs: z.int().min(0).describe('Waiting for other queries included'),
    nextCursor: z.string().optional().describe('Present while there are more rows'),
  })
  .openapi('QueryAnswer');
