import { InfrastructureError, type Result } from '@dataforge/kernel';
import {
  bareDeadLetterRecord,
  deadLetterRecord,
  deadLetterTopic,
  type DeadLetter,
} from '../domain/dead-letter.ts';
import type { AppendFailure, AppendReceipt, EventLog, EventRecord } from '../ports/event-log.ts';

/**
 * Puts dead letters into the topics that are for them. Resolves once they are there; a repeat puts them there once more. Rejects
 * with what can be waited out where the log does not take them, so that nobody goes on without.
 */
export type SendDeadLetters = (letters: readonly DeadLetter[]) => Promise<void>;

export function sendDeadLetters({ log }: { log: Pick<EventLog, 'append'> }): SendDeadLetters {
  const append = (topic: string, records: readonly EventRecord[]) =>
    log.append([{ topic: deadLetterTopic(topic), records }]);

  async function send(topic: string, letters: readonly DeadLetter[]): Promise<void> {
    const together = await append(topic, letters.map(deadLetterRecord));
    if (!isTooLarge(together)) return orThrow(topic, together);
    for (const letter of letters) {
      const alone = await append(topic, [deadLetterRecord(letter)]);
      orThrow(topic, isTooLarge(alone) ? await append(topic, [bareDeadLetterRecord(letter)]) : alone);
    }
  }

  return async (letters) => {
    for (const topic of new Set(letters.map((letter) => letter.topic)))
      await send(
        topic,
        letters.filter((letter) => letter.topic === topic),
      );
  };
}

const isTooLarge = (result: Result<AppendReceipt, AppendFailure>): boolean =>
  !result.ok && result.error.kind === 'too-large';

function orThrow(topic: string, result: Result<AppendReceipt, AppendFailure>): void {
  if (result.ok) return;
  const { kind, detail } = result.error;
  throw new InfrastructureError(
    `Dead letters of ${topic} were not taken: ${detail}`,
    kind === 'unknown-topic' ? 'unknown' : 'retriable',
  );
}
