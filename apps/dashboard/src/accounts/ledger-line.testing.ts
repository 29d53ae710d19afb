import type { LedgerLine } from '@dataforge/api-client';

/** A line of nothing but what a test names. */
export const line = (counts: Partial<LedgerLine>): LedgerLine => ({
  product: 'telemetry',
  stage: 'refine',
  topic: 'telemetry.readings',
  partition: 0,
  accepted: 0,
  landed: 0,
  refined: 0,
  duplicate: 0,
  quarantined: 0,
  deadLettered: 0,
  filtered: 0,
  discarded: 0,
  expired: 0,
  erased: 0,
  inFlight: 0,
  balanced: true,
  ...counts,
});
