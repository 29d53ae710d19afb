import { randomUUID } from 'node:crypto';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { systemClock } from '@dataforge/kernel';
import { startFaultProxy } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { kpiPoint, kpiStoreContract } from '../../testing/index.ts';
import { dynamoDbKpiStore, KPI_TABLE } from './index.ts';

describeWithMinistack('on DynamoDB', (access) => {
  async function open() {
    const tablePrefix = `${randomUUID()}-`;
    const settings = { ...access(), tablePrefix };
    let client = openDynamoDb(settings);
    await client.createTable(KPI_TABLE);
    const storeOf = () => dynamoDbKpiStore({ client, clock: systemClock }, { everyMs: 0 });
    return {
      client,
      tablePrefix,
      store: storeOf(),
      reopen: async () => {
        client.close();
        client = openDynamoDb(settings);
        return storeOf();
      },
      close: async () => client.close(),
    };
  }

  kpiStoreContract('dynamodb', open);

  describe('the KPI store in DynamoDB', () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());

    it('keeps what no number of DynamoDB can', async () => {
      const values = [Number.MIN_VALUE, Number.MAX_VALUE, -1.7976931348623157e308];
      const points = values.map((value, n) => kpiPoint(n * 60_000, value));
      await opened.store.upsert(points);
      expect(await opened.store.series('telemetry.readings', 0, 1e15, 9)).toEqual(points);
    });

    it('ends with the greatest sequence when several processes upsert at the same time', async () => {
      const others = Array.from({ length: 4 }, () =>
        dynamoDbKpiStore({ client: opened.client, clock: systemClock }, { everyMs: 0 }),
      );
      const versions = [3, 9, 1, 12, 7, 4, 11, 2];
      await Promise.all(
        versions.map((sequence, n) =>
          (others[n % 4] as typeof opened.store).upsert([kpiPoint(60_000, sequence, { sequence })]),
        ),
      );
      expect(await opened.store.newest('telemetry.readings', 1e15, 9)).toMatchObject([{ value: 12 }]);
    });

    it('writes many at once in few requests, and none over what is newer', async () => {
      const proxy = await startFaultProxy(access().endpoint);
      const client = openDynamoDb({ ...access(), endpoint: proxy.endpoint, tablePrefix: opened.tablePrefix });
      const store = dynamoDbKpiStore({ client, clock: systemClock }, { everyMs: 0 });
      const pointsOf = (sequence: number, count: number) =>
        Array.from({ length: count }, (_, n) => kpiPoint(n * 60_000, sequence * 1_000 + n, { sequence }));
      await opened.store.upsert(pointsOf(1, 250));
      await opened.store.upsert([kpiPoint(7 * 60_000, -7, { sequence: 9 })]);

      await store.upsert(pointsOf(2, 250));

      const held = await opened.store.series('telemetry.readings', 0, 1e15, 1_000);
      expect(held).toEqual(
        pointsOf(2, 250).map((point, n) => (n === 7 ? kpiPoint(7 * 60_000, -7, { sequence: 9 }) : point)),
      );
      const requests = proxy.requests.length;
      await store.upsert(pointsOf(3, 350).slice(250));
      expect(proxy.requests.length - requests).toBe(1);
      client.close();
      await proxy.stop();
    });

    it('reads and forgets a long series whole', async () => {
      const points = Array.from({ length: 200 }, (_, n) => kpiPoint(n * 60_000, n));
      await opened.store.upsert(points);
      expect(await opened.store.series('telemetry.readings', 0, 1e15, 5_000)).toEqual(points);
      await opened.store.trim('telemetry.readings', 1e15);
      expect(await opened.store.newest('telemetry.readings', 1e15, 9)).toEqual([]);
    });
  });
});
