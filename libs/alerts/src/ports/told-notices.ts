import { port } from '@dataforge/kernel';

/**
 * How long who claimed a notice has to tell of it, ms; then another may. Less than a minute, so that what is called every minute finds
 * that the claims before have run out.
 */
export const CLAIM_MS = 50_000;

/** How long it is remembered that a notice was told, at the least. */
export const TOLD_DAYS = 60;

/** Which notices have been told, by their ids, so that each is told once by however many processes. */
export interface ToldNotices {
  /** False if it was told, or another has claimed it within `CLAIM_MS`. Of several that claim at once, one gets it. */
  claim(id: string): Promise<boolean>;
  /** It was told. Durable on return. */
  confirm(id: string): Promise<void>;
}

export const ToldNotices = port<ToldNotices>('alerts.ToldNotices');
