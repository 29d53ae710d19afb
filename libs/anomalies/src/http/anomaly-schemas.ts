import { pageOf, timeSchema } from '@dataforge/http';
import { z } from '@hono/zod-openapi';

const MOST = 10_000;

const limitSchema = z.coerce.number().int().min(1).max(MOST).optional();

export const anomaliesQuerySchema = z.object({
  kpi: z.string().optional().openapi({ description: 'Of this KPI alone', example: 'telemetry.speed_mean' }),
  from: timeSchema
    .optional()
    .describe('Anomalies that begin at this time or later. Default: a week before `to`'),
  to: timeSchema.optional().describe('Anomalies that begin before this time. Default: all until now'),
  limit: limitSchema,
  cursor: z.string().optional(),
});

export const bandsQuerySchema = z.object({
  kpi: z.string().openapi({ example: 'telemetry.speed_mean' }),
  from: timeSchema
    .optional()
    .describe('Bands of buckets that start at this time or later. Default: a week before `to`'),
  to: timeSchema.optional().describe('Bands of buckets that start before this time. Default: all until now'),
  limit: limitSchema,
  cursor: z.string().optional(),
});

const anomalySchema = z
  .object({
    kpi: z.string(),
    product: z.string(),
    from: timeSchema.describe('Start of its first bucket'),
    to: timeSchema.describe('End of its last bucket; while it goes on, of the newest one'),
    score: z
      .number()
      .min(1)
      .max(100)
      .describe('How far the value lies from the middle, as a share of the way to the end of the band'),
    value: z.number().describe('Of the bucket that is furthest out'),
    expected: z.object({ low: z.number(), mid: z.number(), high: z.number() }),
    direction: z.enum(['above', 'below']),
    detectedAt: timeSchema,
  })
  .openapi('Anomaly');

const bandSchema = z
  .object({
    kpi: z.string(),
    time: timeSchema.describe('Start of its bucket'),
    low: z.number(),
    mid: z.number(),
    high: z.number(),
  })
  .openapi('ExpectedBand');

export const anomaliesSchema = pageOf(anomalySchema);
export const bandsSchema = pageOf(bandSchema);
