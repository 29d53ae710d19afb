import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { simulatedClock } from '@dataforge/testkit';
import { sessionStoreContract } from '../../testing/index.ts';
import { ACCESS_TABLE, dynamoDbSessionStore } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  const NOW = Date.UTC(2026, 10, 23);
  sessionStoreContract('dynamodb', async () => {
    const settings = { ...access(), tablePrefix: `${randomUUID()}-` };
    const clock = simulatedClock(NOW);
    let client = openDynamoDb(settings);
    await client.createTable(ACCESS_TABLE);
    return {
      store: dynamoDbSessionStore({ client, clock }),
      now: NOW,
      async reopen() {
        client.close();
        client = openDynamoDb(settings);
        return dynamoDbSessionStore({ client, clock });
      },
      close: async () => client.close(),
    };
  });
});
