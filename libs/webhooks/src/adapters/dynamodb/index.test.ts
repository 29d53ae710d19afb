import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { simulatedClock } from '@dataforge/testkit';
import { deliveryIdsContract } from '../../testing/index.ts';
import { dynamoDbDeliveryIds, WEBHOOKS_TABLE } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  async function open() {
    const settings = { ...access(), tablePrefix: `${randomUUID()}-` };
    const clock = simulatedClock(1_800_000_000_123);
    let client = openDynamoDb(settings);
    await client.createTable(WEBHOOKS_TABLE);
    return {
      ids: dynamoDbDeliveryIds({ client, clock }),
      forgetsByItself: true,
      advance: clock.advance,
      async reopen() {
        client.close();
        client = openDynamoDb(settings);
        return dynamoDbDeliveryIds({ client, clock });
      },
      close: async () => client.close(),
    };
  }

  deliveryIdsContract('dynamodb', open);

  it('remembers an id that is longer than a key may be', async () => {
    const { ids, close } = await open();
    const long = 'x'.repeat(5_000);
    await ids.remember(`${long}1`);
    expect([await ids.seen(`${long}1`), await ids.seen(`${long}2`)]).toEqual([true, false]);
    await close();
  });
});
