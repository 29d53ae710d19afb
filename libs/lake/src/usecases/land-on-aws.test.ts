import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openS3 } from '@dataforge/clients/s3';
import { memoryEventLog } from '@dataforge/events/memory';
import { natureOf, silentLog, type Random } from '@dataforge/kernel';
import { startFaultProxy, type Fault } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { seededRandom, simulatedClock } from '@dataforge/testkit';
import { dynamoDbLandingIndex, LAKE_TABLE } from '../adapters/dynamodb/index.ts';
import { s3LandingStore } from '../adapters/s3/index.ts';
import { decodeLanding } from '../domain/landing-object.ts';
import { land } from './land.ts';

const LIMITS = { requestTimeoutMs: 500, maxAttempts: 2 };
const RECORDS = 60;

/** About every third request fails, in one way or another. */
function faultBy(random: Random): Fault | undefined {
  const faults: readonly Fault[] = [
    { kind: 'refused', status: 503 },
    { kind: 'cut-after' },
    { kind: 'cut-within', bytes: 5 },
    { kind: 'silent-after' },
  ];
  // What says nothing costs the test time.
  const share = [0.12, 0.24, 0.34, 0.36];
  const drawn = random.next();
  return faults[share.findIndex((below) => drawn < below)];
}

describeWithMinistack('landing on S3 and DynamoDB that fail at any request', (access) => {
  it.each([1, 2, 3])('lands every record once, and counts it once: seed %i', async (seed) => {
    const random = seededRandom(seed);
    const clock = simulatedClock(Date.UTC(2026, 10, 23));
    const log = memoryEventLog({ clock });
    await log.ensureTopics([{ name: 't', partitions: 1, retentionMs: 1 }]);
    const [bucket, tablePrefix] = [randomUUID(), `${randomUUID()}-`];
    const sound = { s3: openS3(access()), dynamoDb: openDynamoDb({ ...access(), tablePrefix }) };
    await sound.s3.sdk().send(new CreateBucketCommand({ Bucket: bucket }));
    await sound.dynamoDb.createTable(LAKE_TABLE);
    const settings = { bucket, partBytes: 5 * 1024 * 1024 };
    const proxy = await startFaultProxy(access().endpoint);
    proxy.set(() => faultBy(random));

    /** A process of its own, which knows nothing of the ones before. */
    const lander = () => {
      const endpoint = { ...access(), endpoint: proxy.endpoint };
      const store = s3LandingStore({ client: openS3(endpoint, LIMITS) }, settings);
      const index = dynamoDbLandingIndex({ client: openDynamoDb({ ...endpoint, tablePrefix }, LIMITS) });
      const maxRecords = 1 + Math.floor(random.next() * 9);
      return land(
        { log, store, index, clock, random, logger: silentLog },
        { topic: 't', group: 'land', maxRecords, maxBytes: 1e6, lingerMs: 10 },
      );
    };
    const step = () =>
      lander()
        .step(0)
        .catch((error: unknown) => {
          if (natureOf(error) !== 'retriable') throw error;
          return { kind: 'failed' };
        });
    for (let n = 0; n < RECORDS; n += 1) {
      const record = { key: 'k', headers: {}, value: Buffer.from(`{"n":${n}}`) };
      await log.append([{ topic: 't', records: [record] }]);
      await clock.advance(7_000);
      if (n % 6 === 0) await Promise.all([step(), step()]);
    }
    while ((await step()).kind !== 'idle');
    await proxy.stop();

    const store = s3LandingStore({ client: sound.s3 }, settings);
    const index = dynamoDbLandingIndex({ client: sound.dynamoDb });
    const landed: string[] = [];
    for await (const { key, records } of index.ranges('t', 0)) {
      const held = await decodeLanding((await store.get(key)) as Uint8Array);
      expect(held).toHaveLength(records);
      landed.push(...held.map(({ value }) => Buffer.from(value).toString()));
    }
    expect(landed).toEqual(Array.from({ length: RECORDS }, (_, n) => `{"n":${n}}`));
    const { minutes } = await index.counts('t', 0, {});
    expect(minutes.reduce((sum, minute) => sum + minute.landed, 0)).toBe(RECORDS);
    expect((await index.counts('t', 0)).minutes).toEqual([{ minute: 0, landed: RECORDS, expired: 0 }]);
  });
});
