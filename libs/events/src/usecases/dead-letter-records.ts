import { InfrastructureError } from '@dataforge/kernel';
import { deadLetterRecord, deadLetterTopic, withoutValue, type DeadLetter } from '../domain/dead-letter.ts';
import type { AppendFailure, EventLog, EventRecord } from '../ports/event-log.ts';

/** Sets records of a topic apart. */
export type DeadLetterRecords = (topic: string, letters: readonly DeadLetter[]) => Promise<void>;

/**
 * Appends dead letters to the dead-letter topic of theirs, durably on return. Throws an `InfrastructureError` where the log
 * does not take them now; a try again may double some, with the same place. A letter that is too large goes without its value.
 */
export function deadLetterRecords({ log }: { readonly log: Pick<EventLog, 'append'> }): DeadLetterRecords {
  /** Why not, where it is not for their size; `too-large` where it is. */
  async function append(topic: string, records: readonly EventRecord[]): Promise<'done' | 'too-large'> {
    const appended = await log.append([{ topic, records }]);
    if (appended.ok) return 'done';
    if (appended.error.kind === 'too-large') return 'too-large';
    throw failureOf(topic, appended.error);
  }

  return async (topic, letters) => {
    const target = deadLetterTopic(topic);
    const records = letters.map((letter) => deadLetterRecord(topic, letter));
    if ((await append(target, records)) === 'done') return;
    for (const record of records)
      if ((await append(target, [record])) === 'too-large') {
        const cut = await append(target, [withoutValue(record)]);
        if (cut === 'too-large') throw new InfrastructureError(TOO_LARGE(target), 'unknown');
      }
  };
}

const TOO_LARGE = (topic: string) =>
  `${topic} takes not even the headers of a dead letter. Raise the topic's max.message.bytes.`;

const failureOf = (topic: string, { kind, detail }: AppendFailure) =>
  kind === 'unknown-topic'
    ? new InfrastructureError(`There is no topic ${topic}. Create it: ${detail}`, 'unknown')
    : new InfrastructureError(`${topic} did not take dead letters: ${detail}`, 'retriable');
