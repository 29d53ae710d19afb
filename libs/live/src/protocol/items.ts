import * as z from 'zod/mini';

const time = z.string();
const count = z.number();

/** A point of a KPI's series; `time` is the start of its bucket, and a null value is a gap. */
export const kpiPointSchema = z.object({
  time,
  value: z.nullable(z.number()),
  corrected: z.boolean(),
  partial: z.boolean(),
});

/**
 * A KPI's current value as `GET /metrics` has it, and the newest points behind it in order of time. Instead of an age, which
 * changes while nothing happens, it has the append time of the newest record behind the value.
 */
export const kpiItemSchema = z.object({
  kpi: z.string(),
  product: z.string(),
  current: z.object({
    value: z.nullable(z.number()),
    time: z.nullable(time),
    unit: z.string(),
    watermark: z.nullable(time),
    appendedAt: z.nullable(time),
    corrected: z.boolean(),
    partial: z.boolean(),
    stale: z.boolean(),
    state: z.enum(['ok', 'warn', 'critical', 'unknown']),
    previous: z.optional(z.object({ value: z.number(), time })),
  }),
  points: z.array(kpiPointSchema),
});

/** A line of the ledger without minutes, as `GET /ledger` has it. */
export const ledgerItemSchema = z.object({
  product: z.string(),
  stage: z.enum(['land', 'refine']),
  topic: z.string(),
  partition: count,
  accepted: count,
  landed: count,
  refined: count,
  duplicate: count,
  quarantined: count,
  deadLettered: count,
  filtered: count,
  discarded: count,
  expired: count,
  erased: count,
  inFlight: count,
  balanced: z.boolean(),
});

/** How fast a stage is and how far it is behind; what a stage does not have is absent. */
export const stageItemSchema = z.object({
  stage: z.enum(['accept', 'land', 'refine', 'aggregate', 'serve']),
  /** Records per second; of `serve`, deltas per second over all connections. */
  ratePerSecond: z.number(),
  /** The age of the oldest record that waits for the stage, ms; of `serve`, from accepted to served, of what was served last. */
  lagMs: z.optional(z.number()),
  /** Records that wait for the stage. */
  inFlight: z.optional(count),
  /** Connections that follow a topic. */
  subscribers: z.optional(count),
});

export type KpiItemPoint = z.infer<typeof kpiPointSchema>;
export type KpiItem = z.infer<typeof kpiItemSchema>;
export type LedgerItem = z.infer<typeof ledgerItemSchema>;
export type StageItem = z.infer<typeof stageItemSchema>;
