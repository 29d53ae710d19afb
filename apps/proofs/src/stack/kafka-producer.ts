import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners, type Message } from 'kafkajs';

export interface ForeignProducer {
  /** Sends messages, again until the broker has acknowledged all of them; how often it may have had them before. */
  send(messages: readonly Message[]): Promise<number>;
  close(): Promise<void>;
}

const PATIENCE_MS = 200;

/** A producer that knows Kafka alone, and asks all copies to have what it sends. What failed is sent again by another client. */
export function foreignProducer(broker: string, topic: string): ForeignProducer {
  const kafka = new Kafka({
    brokers: [broker],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 10_000,
    // Each failure is to be seen and counted here.
    retry: { retries: 0 },
  });
  const connected = async () => {
    // Partitions that are added are to be written to soon.
    const made = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      metadataMaxAge: 1_000,
    });
    await made.connect();
    return made;
  };
  let producer: ReturnType<typeof connected> | undefined;
  const drop = async () => {
    const failed = producer;
    producer = undefined;
    await failed?.then((made) => made.disconnect()).catch(() => undefined);
  };
  return {
    async send(messages) {
      for (let failures = 0; ; failures += 1) {
        try {
          producer ??= connected();
          await (await producer).send({ topic, acks: -1, messages: [...messages] });
          return failures;
        } catch {
          await drop();
          await sleep(PATIENCE_MS);
        }
      }
    },
    close: drop,
  };
}
