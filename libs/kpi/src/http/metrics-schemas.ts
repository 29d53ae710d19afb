import { z } from '@hono/zod-openapi';
import { timeSchema } from '@dataforge/http';

const text = (name: string, description: string, example: string) =>
  z
    .string()
    .optional()
    .openapi({ param: { name, in: 'query' }, description, example });

export const metricsQuerySchema = z.object({
  kpi: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .openapi({
      param: { name: 'kpi', in: 'query' },
      description:
        'KPIs by id, repeated or separated by commas: their series and current values. Absent: the current values of all.',
      example: 'telemetry.readings_per_minute',
    }),
  from: text(
    'from',
    'Start of the series (inclusive, RFC 3339). Default: an hour before `to` for a KPI of minutes, a day for hours, 30 days for days. The range is widened to whole steps.',
    '2026-11-23T13:00:00Z',
  ),
  to: text('to', 'End of the series (exclusive, RFC 3339). Default: now.', '2026-11-23T14:00:00Z'),
  step: text(
    'step',
    'Length of a bucket: a whole number and s, m, h or d; a multiple of the grain. Buckets begin at multiples of the step since 1970-01-01T00:00:00Z. Default: the shortest easily read one that makes at most 500 points.',
    '5m',
  ),
});

const currentSchema = z
  .object({
    value: z.number().nullable(),
    time: timeSchema.nullable().describe('Start of its bucket; null while there is no point'),
    unit: z.string().describe('UCUM, or 1'),
    watermark: timeSchema.nullable().describe('How far the product has been read, by event time'),
    ageMs: z
      .int()
      .min(0)
      .nullable()
      .describe("The server's time minus the append time of the newest record behind the value"),
    corrected: z.boolean().describe('Late events have changed it'),
    partial: z.boolean().describe('The watermark has not closed its bucket; it may still change'),
    stale: z.boolean().describe('Older than the freshness the KPI promises, or never measured'),
    state: z
      .enum(['ok', 'warn', 'critical', 'unknown'])
      .describe('By the thresholds; unknown while there is no value to judge'),
    previous: z
      .object({ value: z.number(), time: timeSchema })
      .optional()
      .describe('One bucket earlier, unless that is a gap'),
  })
  .openapi('KpiCurrent');

const pointSchema = z
  .object({
    time: timeSchema.describe('Start of its bucket'),
    value: z.number().nullable().describe('Null is a gap, never zero'),
    weight: z.number().optional().describe('What a mean is weighted by; absent for a gap'),
    corrected: z.boolean(),
    partial: z.boolean(),
  })
  .openapi('KpiPoint');

const thresholdSchema = z
  .union([z.object({ above: z.number() }), z.object({ below: z.number() })])
  .openapi('KpiThreshold');

export const metricSchema = z
  .object({
    kpi: z.string(),
    product: z.string(),
    title: z.string(),
    description: z.string(),
    unit: z.string(),
    grain: z.enum(['minute', 'hour', 'day']),
    direction: z.enum(['up-is-good', 'down-is-good', 'neutral']),
    dimensions: z
      .array(z.string())
      .describe('What its series can be grouped by, with the named query `<kpi>_by_<dimension>`'),
    warn: thresholdSchema.optional(),
    critical: thresholdSchema.optional(),
    step: z.string().optional().describe('Of the series; only when KPIs are named'),
    current: currentSchema,
    points: z.array(pointSchema).optional().describe('One for each bucket; only when KPIs are named'),
  })
  .openapi('Metric');

export const metricsSchema = z.object({ items: z.array(metricSchema) });
