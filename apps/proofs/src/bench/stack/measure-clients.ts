import { Consumer, Producer } from '@platformatic/kafka';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { openKafka } from '@dataforge/clients/kafka';
import { kafkaEventLog } from '@dataforge/events/kafka';
import { freshReading } from './fill-topic.ts';

interface Place {
  readonly broker: string;
  readonly topic: string;
}

/** Messages a second, by what reads or writes them. */
export interface ClientRate {
  readonly client: string;
  readonly consume: number;
  readonly produce: number;
}

/** Reads so many messages of a filled topic, or writes so many into an empty one; resolves when it has. */
interface Client {
  readonly client: string;
  consume(place: Place, messages: number): Promise<void>;
  produce(place: Place, batches: readonly Batch[]): Promise<void>;
}

type Batch = readonly ReturnType<typeof freshReading>[];

const BATCH = 500;
const POLL = { maxRecords: 10_000, maxBytes: 16 * 1024 * 1024, maxWaitMs: 500 };
const PARTITIONS = 4;

const ours: Client = {
  client: 'the log that the server has',
  async consume({ broker, topic }, messages) {
    const client = openKafka({ brokers: [broker] });
    const log = kafkaEventLog({ client });
    const membership = await log.join(topic, 'bench');
    for (let read = 0; read < messages;) {
      const polled = await membership.poll(POLL);
      if (!polled.ok) throw new Error(`${topic} does not begin at its beginning`);
      read += polled.value.reduce((sum, { records }) => sum + records.length, 0);
    }
    await log.close();
    await client.close();
  },
  async produce({ broker, topic }, batches) {
    const client = openKafka({ brokers: [broker] });
    const log = kafkaEventLog({ client });
    for (const batch of batches) {
      const records = batch.map(({ value, ...record }) => ({ ...record, value: Buffer.from(value) }));
      const written = await log.append([{ topic, records }]);
      if (!written.ok) throw new Error(written.error.detail);
    }
    await log.close();
    await client.close();
  },
};

const kafkajs: Client = {
  client: 'kafkajs, eachBatch',
  async consume({ broker, topic }, messages) {
    const consumer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).consumer({
      groupId: 'bench-kafkajs',
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    let read = 0;
    await new Promise<void>((resolve, reject) => {
      const eachBatch = async ({ batch }: { batch: { messages: readonly object[] } }) => {
        read += batch.messages.length;
        if (read >= messages) resolve();
      };
      consumer.run({ autoCommit: false, eachBatch }).catch(reject);
    });
    await consumer.disconnect();
  },
  async produce({ broker, topic }, batches) {
    const producer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      idempotent: true,
    });
    await producer.connect();
    for (const batch of batches) await producer.send({ topic, acks: -1, messages: [...batch] });
    await producer.disconnect();
  },
};

/** That client is for Node 22 and newer; this is all that it misses of what it needs here on 20. */
function withResolvers<T>(): object {
  let [resolve, reject]: ((value: never) => void)[] = [];
  const promise = new Promise<T>((...given) => ([resolve, reject] = given as (typeof resolve)[]));
  return { promise, resolve, reject };
}
if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers });

const platformatic: Client = {
  client: '@platformatic/kafka, its stream',
  async consume({ broker, topic }, messages) {
    const consumer = new Consumer({
      clientId: 'bench',
      groupId: 'bench-platformatic',
      bootstrapBrokers: [broker],
    });
    const stream = await consumer.consume({
      topics: [topic],
      mode: 'earliest',
      autocommit: false,
      maxBytes: 4 * 1024 * 1024,
    });
    let read = 0;
    for await (const _message of stream) {
      read += 1;
      if (read >= messages) break;
    }
    await stream.close();
    await consumer.close();
  },
  async produce({ broker, topic }, batches) {
    const producer = new Producer({
      clientId: 'bench',
      bootstrapBrokers: [broker],
      idempotent: true,
      acks: -1,
    });
    for (const batch of batches)
      await producer.send({
        messages: batch.map(({ key, value, headers }) => ({
          topic,
          key: Buffer.from(key),
          value: Buffer.from(value),
          headers: new Map(
            Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
          ),
        })),
      });
    await producer.close();
  },
};

const CLIENTS: readonly Client[] = [ours, kafkajs, platformatic];

/** What each client reads and writes in a second, alone and one after another. */
export async function measureClients(
  { broker, topic, messages }: Place & { readonly messages: number },
  produced: number,
): Promise<readonly ClientRate[]> {
  const batches = Array.from({ length: Math.ceil(produced / BATCH) }, (_, batch) =>
    Array.from({ length: BATCH }, (_unused, at) => freshReading(batch * BATCH + at)),
  );
  const rates: ClientRate[] = [];
  for (const [at, client] of CLIENTS.entries()) {
    const empty = { broker, topic: `bench-clients-${at}` };
    await makeTopic(empty);
    const consume = await perSecond(messages, () => client.consume({ broker, topic }, messages));
    const produce = await perSecond(batches.length * BATCH, () => client.produce(empty, batches));
    rates.push({ client: client.client, consume, produce });
  }
  return rates;
}

async function makeTopic({ broker, topic }: Place): Promise<void> {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: PARTITIONS }] });
  await admin.disconnect();
}

async function perSecond(messages: number, work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return messages / ((performance.now() - begun) / 1_000);
}
