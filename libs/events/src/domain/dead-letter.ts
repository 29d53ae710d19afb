import { toRfc3339 } from '@dataforge/kernel';
import type { EventRecord, LogRecord } from '../ports/event-log.ts';

/** A record that nobody can make anything of, and why, one sentence each. */
export interface DeadLetter {
  readonly record: LogRecord;
  readonly reasons: readonly string[];
}

/** Where a topic's dead letters go. */
export const deadLetterTopic = (topic: string): string => `${topic}.dead-letters`;

/** Longer reasons are cut, so that a letter stays about as large as its record. */
const MOST_CHARACTERS = 1_000;

/**
 * The record of a dead letter: what it was, as it came, with headers that say where it was and why it is here. Its place
 * tells a letter that was sent twice.
 */
export function deadLetterRecord(topic: string, { record, reasons }: DeadLetter): EventRecord {
  const { partition, position, appendedAt, key, headers, value } = record;
  return {
    key,
    value,
    headers: {
      ...headers,
      'dead-letter-topic': topic,
      'dead-letter-partition': String(partition),
      'dead-letter-position': String(position),
      'dead-letter-appended-at': toRfc3339(appendedAt),
      'dead-letter-reason': reasons.join('; ').slice(0, MOST_CHARACTERS),
    },
  };
}

/** Of a record that is too large with its headers: landing has what it was, under its place. */
export const withoutValue = (letter: EventRecord): EventRecord => ({
  ...letter,
  headers: { ...letter.headers, 'dead-letter-value': 'too large; it is in landing' },
  value: new Uint8Array(),
});
