import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openS3 } from '@dataforge/clients/s3';
import { deadLetterTopic } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import { systemClock } from '@dataforge/kernel';
import { decodeLanding } from '@dataforge/lake';
import { dynamoDbLandingIndex, LAKE_TABLE } from '@dataforge/lake/dynamodb';
import { LANDING_PREFIX, s3LandingStore } from '@dataforge/lake/s3';
import { meterProduct } from '@dataforge/lake/testing';
import { startFaultProxy, type FaultProxy } from '@dataforge/stack';
import { describeWithMinistack, type MinistackAccess } from '@dataforge/stack/testing';
import { fanOutHandler } from './fan-out-handler.ts';

const { topic, type } = meterProduct.event;

const base64 = (text: string) => Buffer.from(text).toString('base64');
const structured = [{ 'content-type': [...Buffer.from('application/cloudevents+json')] }];
const event = (offset: number, reading: unknown = offset) =>
  JSON.stringify({
    ...{ specversion: '1.0', id: `${offset}`, source: '/m', type, time: '2026-11-23T14:00:00Z' },
    data: { meterId: 'a', reading },
  });

/** A record as Lambda is handed it. */
const handed = (partition: number, offset: number, value = event(offset)) => ({
  ...{ topic, partition, offset, timestamp: Date.UTC(2026, 10, 23, 14) + offset },
  ...{ timestampType: 'LOG_APPEND_TIME', key: base64('/m'), value: base64(value), headers: structured },
});
type Handed = ReturnType<typeof handed>;

function mapped(records: readonly Handed[]) {
  const grouped: Record<string, Handed[]> = {};
  for (const record of records) (grouped[`${record.topic}-${record.partition}`] ??= []).push(record);
  return { eventSource: 'aws:kafka', bootstrapServers: 'b:9098', records: grouped };
}

async function open(access: MinistackAccess, { partial = true, endpoint = access.endpoint } = {}) {
  const names = { TABLE_PREFIX: `${randomUUID()}-`, LANDING_BUCKET: randomUUID() };
  const [s3, dynamoDb] = [openS3(access), openDynamoDb({ ...access, tablePrefix: names.TABLE_PREFIX })];
  await s3.sdk().send(new CreateBucketCommand({ Bucket: names.LANDING_BUCKET }));
  await dynamoDb.createTable(LAKE_TABLE);
  const log = memoryEventLog({ clock: systemClock });
  await log.ensureTopics([{ name: deadLetterTopic(topic), partitions: 1, retentionMs: 1e9 }]);
  const lines: Record<string, unknown>[] = [];
  const handle = fanOutHandler({
    environment: {
      ...names,
      AWS_REGION: access.region,
      AWS_ENDPOINT_URL: endpoint,
      LANDING_KMS_KEY: 'alias/landing',
      PARTIAL_BATCH_RESPONSE: String(partial),
    },
    products: { hash: '', products: [meterProduct] },
    log,
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const index = dynamoDbLandingIndex({ client: dynamoDb });
  const store = s3LandingStore(
    { client: s3 },
    { bucket: names.LANDING_BUCKET, prefix: LANDING_PREFIX, partBytes: 5e6 },
  );
  async function landed(partition: number): Promise<readonly number[]> {
    const positions: number[] = [];
    for await (const { key } of index.ranges(topic, partition))
      for (const { position } of await decodeLanding((await store.get(key)) as Uint8Array))
        positions.push(position);
    return positions;
  }
  async function deadLetters(): Promise<readonly (string | undefined)[]> {
    const [ends] = await log.ends(deadLetterTopic(topic));
    const request = { topic: deadLetterTopic(topic), partition: 0, maxRecords: 1_000, maxBytes: 1e9 };
    const read = await log.read({ ...request, from: ends?.start ?? (0 as never) });
    return read.ok ? read.value.records.map(({ headers }) => headers['dlq-position']) : [];
  }
  return { handle, landed, deadLetters, lines, index };
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

// What a Lambda signs with, as its own role gives it.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'stack', AWS_SECRET_ACCESS_KEY: 'stack' });

describeWithMinistack('the Lambda that fans out', (access) => {
  it('lands what Kafka hands over by partition, sets poison apart and tells its metrics', async () => {
    const { handle, landed, deadLetters, lines } = await open(access());

    const answer = await handle(
      mapped([handed(0, 0), handed(0, 1, 'none'), handed(0, 2, event(2, 'much')), handed(1, 0)]),
    );

    expect(answer).toEqual({ batchItemFailures: [] });
    expect([await landed(0), await landed(1), await deadLetters()]).toEqual([upTo(3), [0], ['1']]);
    expect(lines).toContainEqual(
      expect.objectContaining({
        topic,
        dataforge_landed_records_total: 4,
        dataforge_landed_lag_seconds: expect.any(Number),
      }),
    );
    const judged = lines.filter((line) => 'judgement' in line);
    expect(
      Object.fromEntries(
        judged.map((line) => [line['judgement'], line['dataforge_landed_judged_records_total']]),
      ),
    ).toEqual({ valid: 2, invalid: 1, 'dead-letter': 1 });
  });

  it('takes the same from Pipes, and repeats of it with other cuts', async () => {
    const { handle, landed, deadLetters } = await open(access());
    const records = upTo(6).map((offset) => handed(0, offset, offset === 4 ? 'none' : event(offset)));

    await handle(mapped(records.slice(0, 3)));
    await handle(records.slice(1, 5));
    await handle(mapped(records));

    expect([await landed(0), await deadLetters()]).toEqual([upTo(6), ['4']]);
  });

  describe('where requests fail', () => {
    let proxy: FaultProxy;
    beforeEach(async () => void (proxy = await startFaultProxy(access().endpoint)));
    afterEach(() => proxy.stop());
    /** S3 refuses what is put for the partition 0. */
    const refuse = () =>
      proxy.set(({ method, path }) =>
        method === 'PUT' && path.includes(`/${topic}/0/`) ? { kind: 'refused', status: 503 } : undefined,
      );

    it('asks for that partition again, and for nothing else', async () => {
      const { handle, landed, deadLetters } = await open(access(), { endpoint: proxy.endpoint });
      const delivery = mapped([handed(0, 5, 'none'), handed(0, 6), handed(1, 0)]);
      refuse();

      expect(await handle(delivery)).toEqual({
        batchItemFailures: [{ itemIdentifier: { partition: `${topic}-0`, offset: 5 } }],
      });
      expect([await landed(0), await landed(1), await deadLetters()]).toEqual([[], [0], []]);

      proxy.set(() => undefined);
      expect(await handle(delivery)).toEqual({ batchItemFailures: [] });
      expect([await landed(0), await landed(1), await deadLetters()]).toEqual([[5, 6], [0], ['5']]);
    });

    it('fails as a whole where nobody reads what is to be asked for again', async () => {
      const { handle } = await open(access(), { partial: false, endpoint: proxy.endpoint });
      refuse();
      const delivery = mapped([handed(0, 5), handed(1, 0)]);

      await expect(handle(delivery)).rejects.toThrow(`again: ${topic}-0 from 5`);

      proxy.set(() => undefined);
      expect(await handle(delivery)).toBeUndefined();
    });

    it('loses and doubles nothing when any request fails after it took effect', async () => {
      const { handle, landed, index } = await open(access(), { endpoint: proxy.endpoint });
      // The SDK tries again, and gives up now and then.
      proxy.set(({ n }) => (n % 9 < 5 ? { kind: 'cut-after' } : undefined));
      const records = upTo(40).map((offset) => handed(0, offset));
      let next = 0;
      for (let size = 1; next < records.length; size = (size % 7) + 2) {
        const answer = await handle(mapped(records.slice(next, next + size)));
        const again = answer?.batchItemFailures[0]?.itemIdentifier.offset;
        next = again ?? Math.min(records.length, next + size);
      }
      proxy.set(() => undefined);

      expect(await landed(0)).toEqual(upTo(40));
      expect((await index.counts(topic, 0)).minutes).toEqual([{ minute: 0, landed: 40, expired: 0 }]);
    });
  });
});
