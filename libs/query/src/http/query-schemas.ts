import { z } from '@hono/zod-openapi';
import { timeSchema } from '@dataforge/http';

export const queryBodySchema = z.strictObject({
  query: z.string().min(1).describe('The name of a query of a product, such as telemetry.device_minutes'),
  params: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Its parameters by name: strings, numbers, booleans; times as RFC 3339'),
  limit: z
    .int()
    .min(1)
    .optional()
    .describe('Rows in the page; at most, and by default, what the server allows'),
  cursor: z
    .string()
    .min(1)
    .optional()
    .describe('nextCursor of the page before, with the same query and params'),
});

const columnSchema = z
  .object({
    name: z.string(),
    type: z.enum(['string', 'integer', 'number', 'boolean', 'timestamp', 'date', 'json']),
  })
  .openapi('QueryColumn');

export const queryAnswerSchema = z
  .object({
    columns: z.array(columnSchema),
    rows: z
      .array(z.array(z.unknown()))
      .describe(
        'Values in the order of the columns. A whole number beyond 2^53 is a string; a number that is not finite is null',
      ),
    watermark: timeSchema
      .nullable()
      .describe('How far the product had been read, by event time, before the query ran'),
    elapsedMs: z.int().min(0).describe('Waiting for other queries included'),
    nextCursor: z.string().optional().describe('Present while there are more rows'),
  })
  .openapi('QueryAnswer');
