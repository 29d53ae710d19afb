import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { startMinistack, type Ministack } from '@dataforge/program';
import { acceptedCountsContract } from '../../testing/index.ts';
import { dynamoDbAcceptedCounts, LEDGER_TABLE } from './index.ts';

let ministack: Ministack;
beforeAll(async () => {
  ministack = await startMinistack();
});
afterAll(() => ministack.stop());

acceptedCountsContract('dynamodb', async () => {
  const settings = { ...ministack, tablePrefix: `${randomUUID()}-` };
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
