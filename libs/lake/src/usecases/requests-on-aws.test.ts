import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openS3 } from '@dataforge/clients/s3';
import { memoryEventLog } from '@dataforge/events/memory';
import { SECOND_MS, silentLog } from '@dataforge/kernel';
import { startFaultProxy, type ProxiedRequest } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { seededRandom, simulatedClock } from '@dataforge/testkit';
import { dynamoDbLandingIndex, LAKE_TABLE } from '../adapters/dynamodb/index.ts';
import { s3LandingStore } from '../adapters/s3/index.ts';
import { land } from './land.ts';

const PARTITIONS = 4;
const MINUTES = 3;
const LOOK_SECONDS = 5;

const operationOf = ({ method, headers }: ProxiedRequest): string =>
  String(headers['x-amz-target'] ?? `S3 ${method}`).replace(/^.*\./, '');

describeWithMinistack('what landing asks of AWS', (access) => {
  // The figures of docs/cost.md.
  it('is one object and one transaction a partition and minute, and a look every five seconds', async () => {
    const clock = simulatedClock(Date.UTC(2026, 10, 23));
    const log = memoryEventLog({ clock });
    await log.ensureTopics([{ name: 't', partitions: PARTITIONS, retentionMs: 1 }]);
    const [bucket, tablePrefix] = [randomUUID(), `${randomUUID()}-`];
    await openS3(access())
      .sdk()
      .send(new CreateBucketCommand({ Bucket: bucket }));
    await openDynamoDb({ ...access(), tablePrefix }).createTable(LAKE_TABLE);
    const proxy = await startFaultProxy(access().endpoint);
    const through = { ...access(), endpoint: proxy.endpoint };
    const lander = land(
      {
        store: s3LandingStore({ client: openS3(through) }, { bucket, partBytes: 16 * 1024 * 1024 }),
        index: dynamoDbLandingIndex({ client: openDynamoDb({ ...through, tablePrefix }) }),
        ...{ log, clock, random: seededRandom(1), logger: silentLog },
      },
      { topic: 't', group: 'land', maxRecords: 50_000, maxBytes: 16 * 1024 * 1024, lingerMs: 60_000 },
    );
    const stop = new AbortController();
    const running = lander.run(stop.signal);

    const counts = new Map<string, number>();
    for (let second = 0; second < MINUTES * 60; second += LOOK_SECONDS) {
      for (let n = 0; n < PARTITIONS * 4; n += 1) {
        const record = { key: `source-${n}`, headers: {}, value: Buffer.from('{"value":1}') };
        await log.append([{ topic: 't', records: [record] }]);
      }
      await clock.advance(LOOK_SECONDS * SECOND_MS);
      // The clock stands still until the lander has done what there was to do.
      for (let seen = -1; seen !== proxy.requests.length; await sleep(60)) seen = proxy.requests.length;
    }
    for (const request of proxy.requests) {
      const operation = operationOf(request);
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
    }
    stop.abort();
    await clock.advance(LOOK_SECONDS * SECOND_MS);
    await running;
    await proxy.stop();

    // The first object of a partition waits for a minute from its first record on.
    const objects = counts.get('S3 PUT') ?? 0;
    expect(objects).toBeGreaterThanOrEqual(PARTITIONS * (MINUTES - 1));
    expect(objects).toBeLessThanOrEqual(PARTITIONS * MINUTES);
    expect(counts.get('TransactWriteItems')).toBe(objects);
    const looks = PARTITIONS * ((MINUTES * 60) / LOOK_SECONDS);
    // A look before, and two with each object: its step, and the look after it.
    expect(counts.get('GetItem')).toBeLessThanOrEqual(looks + PARTITIONS + 2 * objects);
    expect([...counts.keys()].sort()).toEqual(['GetItem', 'S3 PUT', 'TransactWriteItems']);
  });
});
