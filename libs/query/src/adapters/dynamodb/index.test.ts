import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { silentLog } from '@dataforge/kernel';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { simulatedClock } from '@dataforge/testkit';
import { answerCacheContract, heldAnswer } from '../../testing/answer-cache-contract.ts';
import { dynamoDbAnswerCache, QUERY_TABLE } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  async function open(maxBytes: number) {
    const settings = { ...access(), tablePrefix: `${randomUUID()}-` };
    const clock = simulatedClock(1_800_000_000_000);
    let client = openDynamoDb(settings);
    await client.createTable(QUERY_TABLE);
    const cacheOf = () =>
      dynamoDbAnswerCache({ client, clock, log: silentLog }, { maxBytes, keepSeconds: 3_600 });
    return {
      clock,
      cache: cacheOf(),
      reopen: async () => {
        client.close();
        client = openDynamoDb(settings);
        return cacheOf();
      },
      close: async () => client.close(),
    };
  }

  answerCacheContract('dynamodb', open);

  describe('the cache of answers in DynamoDB', () => {
    it('forgets an answer after its time', async () => {
      const { cache, clock, close } = await open(10_000);
      await cache.put('a', heldAnswer(10));
      await clock.advance(3_599_000);
      expect(await cache.get('a')).toBeDefined();
      await clock.advance(1_000);
      expect(await cache.get('a')).toBeUndefined();
      await close();
    });

    it('knows nothing where DynamoDB is away, and says so', async () => {
      const said: string[] = [];
      const log = { ...silentLog, warn: (_fields: object, message: string) => void said.push(message) };
      const client = openDynamoDb(
        { ...access(), endpoint: 'http://127.0.0.1:1', tablePrefix: '' },
        { maxAttempts: 1 },
      );
      const cache = dynamoDbAnswerCache(
        { client, clock: simulatedClock(0), log },
        { maxBytes: 10_000, keepSeconds: 60 },
      );
      await cache.put('a', heldAnswer(10));
      expect(await cache.get('a')).toBeUndefined();
      expect(said).toHaveLength(2);
    });
  });
});
