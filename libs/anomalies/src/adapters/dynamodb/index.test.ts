import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { anomalyStoreContract } from '../../testing/anomaly-store-contract.ts';
import { ANOMALIES_TABLE, dynamoDbAnomalyStore } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  async function open() {
    const settings = { ...access(), tablePrefix: `${randomUUID()}-` };
    let client = openDynamoDb(settings);
    await client.createTable(ANOMALIES_TABLE);
    return {
      store: dynamoDbAnomalyStore({ client }),
      reopen: async () => {
        client.close();
        client = openDynamoDb(settings);
        return dynamoDbAnomalyStore({ client });
      },
      close: async () => client.close(),
    };
  }

  anomalyStoreContract('dynamodb', open);

  it('commits more anomalies than one transaction holds, and the watch with the last of them', async () => {
    const { store, close } = await open();
    const anomalies = Array.from({ length: 120 }, (_, n) => ({
      kpi: 'telemetry.readings',
      from: n * 60_000,
      to: (n + 1) * 60_000,
      direction: 'above' as const,
      score: 2,
      value: n,
      expected: { low: 0, mid: 0, high: 0 },
      detectedAt: 1,
    }));
    const watch = { kpi: 'telemetry.readings', through: 60_000, version: '1', state: {}, open: null };

    await store.commit({ anomalies, watch });

    const query = { from: 0, to: 1e15, limit: 1_000 };
    expect(await store.anomalies(query)).toEqual([...anomalies].reverse());
    expect(await store.anomalies({ ...query, kpi: 'telemetry.readings' })).toEqual([...anomalies].reverse());
    expect(await store.watch('telemetry.readings')).toEqual(watch);
    await close();
  });
});
