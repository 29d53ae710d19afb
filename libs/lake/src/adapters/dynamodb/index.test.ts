import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import type { Position } from '@dataforge/events';
import { describeWithMinistack } from '@dataforge/stack/testing';
import type { LandedRange } from '../../ports/landing-index.ts';
import { landingIndexContract } from '../../testing/index.ts';
import { dynamoDbLandingIndex, LAKE_TABLE } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  async function open() {
    const settings = { ...access(), tablePrefix: `${randomUUID()}-` };
    let client = openDynamoDb(settings);
    await client.createTable(LAKE_TABLE);
    return {
      port: dynamoDbLandingIndex({ client }),
      async reopen() {
        client.close();
        client = openDynamoDb(settings);
        return dynamoDbLandingIndex({ client });
      },
      close: async () => client.close(),
    };
  }

  landingIndexContract('dynamodb', open);

  describe('the landing index in DynamoDB', () => {
    it('takes a range that spans two days, and no longer one', async () => {
      const { port: index, close } = await open();
      const spanning = (hours: number): LandedRange => ({
        topic: 't',
        partition: 0,
        first: 0 as Position,
        next: 5_000 as Position,
        key: 't/0/0',
        records: hours * 60,
        bytes: 10,
        wellFormed: 1,
        minutes: Array.from({ length: hours * 60 }, (_, n) => ({ minute: (n + 30) * 60_000, records: 1 })),
        lastAppendedAt: 0,
        landedAt: 0,
      });
      await expect(index.advance(0 as Position, spanning(120))).rejects.toThrow('more hours');
      expect(await index.advance(0 as Position, spanning(48))).toMatchObject({ ok: true });
      const { minutes } = await index.counts('t', 0, {});
      expect(minutes).toHaveLength(48 * 60);
      await close();
    });
  });
});
