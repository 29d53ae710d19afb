import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { systemClock, type Clock } from '@dataforge/kernel';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { simulatedClock } from '@dataforge/testkit';
import { connectionStoreContract, toldStoreContract } from '../../testing/index.ts';
import { dynamoDbConnectionStore, dynamoDbToldStore, LIVE_TABLE } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  async function open(clock: Clock) {
    const settings = { ...access(), tablePrefix: `${randomUUID()}-` };
    let client = openDynamoDb(settings);
    await client.createTable(LIVE_TABLE);
    return {
      client,
      store: dynamoDbConnectionStore({ client, clock }),
      reopen: async () => {
        client.close();
        client = openDynamoDb(settings);
        return dynamoDbConnectionStore({ client, clock });
      },
      close: async () => client.close(),
    };
  }

  connectionStoreContract('dynamodb', open);

  toldStoreContract('dynamodb', async () => {
    const { client, close } = await open(systemClock);
    return { store: dynamoDbToldStore({ client, clock: systemClock }), close };
  });

  it('completes a removal that was broken off', async () => {
    const { client, store, close } = await open(simulatedClock(0));
    await store.add({ id: 'a', subject: 'ada', connectedAt: 0, expiresAt: 60_000 });
    await store.follow('a', ['alerts', 'kpi:x']);
    // The connection went, and with it the process that removed it.
    await client.table(LIVE_TABLE).remove({ pk: 'connection#a', sk: '-' });

    await store.remove('a');

    const left = [];
    for (const pk of ['connection#a', 'topic#alerts', 'topic#kpi:x'])
      for await (const item of client.table(LIVE_TABLE).query({ pk })) left.push(item);
    expect(left).toEqual([]);
    await close();
  });
});
