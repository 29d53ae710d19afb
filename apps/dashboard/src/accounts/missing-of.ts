import type { LedgerLine } from '@dataforge/api-client';

/** What a line's accepted records lack, or have too much, of the other terms. */
export function missingOf(line: LedgerLine): number {
  const { accepted, landed, refined, duplicate, quarantined, deadLettered, filtered, discarded } = line;
  const { expired, erased, inFlight, stage } = line;
  const fates = refined + duplicate + quarantined + deadLettered + filtered + discarded;
  return accepted - (stage === 'land' ? landed : fates) - expired - erased - inFlight;
}
