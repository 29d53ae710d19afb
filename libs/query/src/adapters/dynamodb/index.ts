import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ALONE, type DynamoDb, type ItemKey } from '@dataforge/clients/dynamodb';
import { messageOf, natureOf, type Clock, type Log } from '@dataforge/kernel';
import type { AnswerCache, HeldAnswer } from '../../ports/answer-cache.ts';

export const QUERY_TABLE = 'query';

const compress = promisify(gzip);
const inflate = promisify(gunzip);

export interface DynamoDbAnswerCacheSettings {
  /** Of one answer, packed; an item holds 400 KB at the most. */
  readonly maxBytes: number;
  /** How long an answer is of use, whatever else happens. */
  readonly keepSeconds: number;
}

const keyOf = (question: string): ItemKey => ({
  pk: createHash('sha256').update(question).digest('base64url'),
  sk: ALONE,
});

/** Answers in DynamoDB for all processes, an item each, packed. What DynamoDB cannot do now is forgotten, and said. */
export function dynamoDbAnswerCache(
  { client, clock, log }: { readonly client: DynamoDb; readonly clock: Clock; readonly log: Log },
  { maxBytes, keepSeconds }: DynamoDbAnswerCacheSettings,
): AnswerCache {
  const table = client.table(QUERY_TABLE);

  async function forgiving<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (natureOf(error) !== 'retriable') throw error;
      log.warn({ cause: messageOf(error) }, 'The cache of answers cannot be used now.');
      return undefined;
    }
  }

  return {
    get: (question) =>
      forgiving(async () => {
        const item = await table.get(keyOf(question));
        if (!item || (item.expiresAt ?? 0) * 1_000 <= clock.now()) return undefined;
        return JSON.parse((await inflate(item['answer'] as Uint8Array)).toString()) as HeldAnswer;
      }),
    async put(question, answer) {
      await forgiving(async () => {
        const packed = await compress(JSON.stringify(answer));
        if (packed.byteLength > maxBytes) await table.remove(keyOf(question));
        else
          await table.put({
            ...keyOf(question),
            answer: packed,
            expiresAt: Math.ceil(clock.now() / 1_000) + keepSeconds,
          });
      });
    },
  };
}
