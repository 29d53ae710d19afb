import { toRfc3339 } from '@dataforge/kernel';
import type { EventRecord, Position } from '../ports/event-log.ts';

/** A record that could not be processed: where it is, why it could not, and all that it came with. */
export interface DeadLetter {
  readonly topic: string;
  readonly partition: number;
  readonly position: Position;
  /** ms since the epoch */
  readonly appendedAt: number;
  /** What it got stuck in. */
  readonly stage: string;
  readonly reasons: readonly { readonly field: string; readonly detail: string }[];
  readonly record: EventRecord;
}

/** Where the dead letters of a topic go. */
export const deadLetterTopic = (topic: string): string => `${topic}.dlq`;

const MOST_REASON_CHARACTERS = 4_000;

/**
 * A dead letter as a record of its topic: key, headers and bytes as they came, and in further headers why it is there and where it
 * came from. Partition and position together say whether two letters are about the same record.
 */
export const deadLetterRecord = (letter: DeadLetter): EventRecord => ({
  ...letter.record,
  headers: { ...letter.record.headers, ...headersOf(letter) },
});

/** The same without what it came with, for one that is too large for the log; what it came with is still where it came from. */
export const bareDeadLetterRecord = (letter: DeadLetter): EventRecord => ({
  key: '',
  headers: { ...headersOf(letter), 'dlq-left-out': 'key, headers and value: together they are too large' },
  value: new Uint8Array(),
});

const headersOf = (letter: DeadLetter): EventRecord['headers'] => ({
  'dlq-topic': letter.topic,
  'dlq-partition': String(letter.partition),
  'dlq-position': String(letter.position),
  'dlq-appended-at': toRfc3339(letter.appendedAt),
  'dlq-stage': letter.stage,
  'dlq-reason': letter.reasons
    .map(({ field, detail }) => (field === '' ? detail : `${field}: ${detail}`))
    .join('; ')
    .slice(0, MOST_REASON_CHARACTERS),
});
