import { randomBytes, randomUUID } from 'node:crypto';
import { openDynamoDb, type DynamoDb } from '@dataforge/clients/dynamodb';
import { describeWithMinistack } from '@dataforge/stack/testing';
import {
  alertOf,
  alertStoreContract,
  sourceStoreContract,
  toldNoticesContract,
} from '../../testing/index.ts';
import { ALERTS_TABLE, dynamoDbAlertStore, dynamoDbSourceStore, dynamoDbToldNotices } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  const opening =
    <S>(storeOf: (options: { readonly client: DynamoDb }) => S) =>
    async () => {
      const settings = { ...access(), tablePrefix: `${randomUUID()}-` };
      let client = openDynamoDb(settings);
      await client.createTable(ALERTS_TABLE);
      return {
        client,
        store: storeOf({ client }),
        another: () => storeOf({ client }),
        reopen: async () => {
          client.close();
          client = openDynamoDb(settings);
          return storeOf({ client });
        },
        close: async () => client.close(),
      };
    };

  alertStoreContract('dynamodb', opening(dynamoDbAlertStore));
  sourceStoreContract('dynamodb', opening(dynamoDbSourceStore));
  toldNoticesContract('dynamodb', async (clock) => {
    const { store, reopen, close } = await opening(({ client }) => dynamoDbToldNotices({ client, clock }))();
    return { told: store, reopen, close };
  });

  describe('alerts in DynamoDB', () => {
    const openAlerts = opening(dynamoDbAlertStore);

    it('are changed by one process after the other', async () => {
      const { another, store, close } = await openAlerts();
      const alert = alertOf({ occurrences: 0 });
      const stores = Array.from({ length: 5 }, another);

      const raised = await Promise.all(
        stores.map((one) => one.change(alert.id, (held) => (held ? undefined : alert))),
      );
      expect(raised.filter(Boolean)).toHaveLength(1);

      await Promise.all(
        stores.map((one) =>
          one.change(alert.id, (held) => held && { ...held, occurrences: held.occurrences + 1 }),
        ),
      );
      expect((await store.get(alert.id))?.occurrences).toBe(5);
      await close();
    });

    it('are listed anew once another process has changed or forgotten one, and not before', async () => {
      const { client, another, store, close } = await openAlerts();
      const alert = alertOf();
      await store.change(alert.id, () => alert);
      const reader = another();
      const first = await reader.all();
      expect(await reader.all()).toBe(first);

      await store.change(alert.id, (held) => held && { ...held, value: 1 });
      expect((await reader.all()).map(({ value }) => value)).toEqual([1]);
      await store.remove([alert.id]);
      expect(await reader.all()).toEqual([]);
      expect(await client.table(ALERTS_TABLE).get({ pk: 'alert', sk: alert.id })).toBeUndefined();
      await close();
    });
  });

  describe('seen sources in DynamoDB', () => {
    const openSources = opening(dynamoDbSourceStore);

    it('are more than an item holds, and leave nothing of those that were before', async () => {
      const { client, store, close } = await openSources();
      const sources = Array.from({ length: 3_000 }, (_, n) => ({
        source: randomBytes(300).toString('base64'),
        lastSeenAt: n,
        periods: 1,
      }));
      await store.save('telemetry', sources);
      expect(await store.load('telemetry')).toEqual(sources);
      // What a crash left that was between parts and head.
      await client.table(ALERTS_TABLE).put({ pk: 'sources#telemetry', sk: 'part#crashed#0000' });

      await store.save('telemetry', sources.slice(0, 1));

      expect(await store.load('telemetry')).toEqual(sources.slice(0, 1));
      const left = [];
      for await (const { sk } of client.table(ALERTS_TABLE).query({ pk: 'sources#telemetry' })) left.push(sk);
      expect(left).toHaveLength(2);
      await close();
    });
  });
});
