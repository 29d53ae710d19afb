import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '@dataforge/kernel';

/** An event's identity: the pair, unambiguously as one string. */
export const identityKey = (source: string, id: string): string => `${source.length}:${source}${id}`;

/**
 * What two copies of an event share: type, subject and canonical data (RFC 8785), not time, not encoding.
 * SHA-256, hex, the first 16 digits.
 */
export const contentHash = (type: string, subject: string | undefined, data: Json): string =>
  hash('sha256', canonicalJson([type, subject ?? null, data]), 'hex').slice(0, 16);
