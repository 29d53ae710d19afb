import { z } from '@hono/zod-openapi';
import { timeSchema } from '@dataforge/http';
import { toRfc3339 } from '@dataforge/kernel';
import { ALERT_KINDS, ALERT_STATES, SEVERITIES, type Alert } from '../domain/alert.ts';

export const kindSchema = z.enum(ALERT_KINDS);

export const alertSchema = z
  .object({
    id: z.string(),
    rule: z.string().describe('It has at most one alert that is not resolved'),
    kind: kindSchema,
    severity: z.enum(SEVERITIES).describe('The worst since it opened last'),
    product: z.string(),
    kpi: z.string().optional(),
    source: z.string().optional().describe('Where it is about one source alone'),
    title: z.string(),
    cause: z.string().describe('What was seen'),
    value: z.number().nullable().describe('What was seen last, in `unit`; null where nobody looks any more'),
    threshold: z.number().nullable().describe('The level that the severity stands for, in `unit`'),
    unit: z.string().describe('UCUM, or 1'),
    since: timeSchema.describe('When the promise was first seen broken'),
    updatedAt: timeSchema,
    state: z.enum(ALERT_STATES),
    acknowledgedBy: z.string().optional(),
    acknowledgedAt: timeSchema.optional(),
    resolvedAt: timeSchema.optional(),
    occurrences: z.int().min(1).describe('How often it has opened'),
    runbook: z.string().describe('The path of what to do about it'),
  })
  .openapi('Alert');

/** An alert as the API writes it, here and in what is pushed. */
export const alertView = ({
  since,
  updatedAt,
  acknowledgedAt,
  resolvedAt,
  ...alert
}: Alert): z.infer<typeof alertSchema> => ({
  ...alert,
  since: toRfc3339(since),
  updatedAt: toRfc3339(updatedAt),
  ...(acknowledgedAt !== undefined && { acknowledgedAt: toRfc3339(acknowledgedAt) }),
  ...(resolvedAt !== undefined && { resolvedAt: toRfc3339(resolvedAt) }),
  runbook: `/docs/runbooks/${alert.kind}`,
});
