import { DAY_MS, minuteOf } from '@dataforge/kernel';
import type { World } from './world.ts';

type Now = Pick<World, 'product' | 'clock'>;

/** How long the fate of a single position outlives silver, days. */
const FATES_AFTER_SILVER_DAYS = 7;

/** Silver and gold expire by whole days of event time: from when on they hold everything at a moment, both in ms. */
export const keptSince = (now: number, days: number): number => (Math.floor(now / DAY_MS) - days) * DAY_MS;

/** Single fates of what was appended before may be gone, ms since the epoch. */
export const fatesFrom = ({ product, clock }: Now): number =>
  clock.now() - (product.retentionDays.silver + FATES_AFTER_SILVER_DAYS) * DAY_MS;

/** Minutes before may have no lines any more: no zone of records keeps theirs, and silver keeps the longest, ms since the epoch. */
export const minutesFrom = ({ product, clock }: Now): number =>
  minuteOf(clock.now() - product.retentionDays.silver * DAY_MS);
