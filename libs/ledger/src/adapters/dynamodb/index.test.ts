import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { acceptedCountsContract } from '../../testing/index.ts';
import { dynamoDbAcceptedCounts, LEDGER_TABLE } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  acceptedCountsContract('dynamodb', async () => {
    const settings = { ...access(), tablePrefix: `${randomUUID()}-` };
    let client = openDynamoDb(settings);
    await client.createTable(LEDGER_TABLE);
    return {
      counts: dynamoDbAcceptedCounts({ client }),
      async reopen() {
        client.close();
        client = openDynamoDb(settings);
        return dynamoDbAcceptedCounts({ client });
      },
      close: async () => client.close(),
    };
  });
});
