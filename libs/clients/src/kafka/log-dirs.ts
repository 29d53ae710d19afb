import type { Broker } from './cluster.ts';
import { wireReader } from './wire-reader.ts';

export interface StoredPartition {
  readonly topic: string;
  readonly partition: number;
  /** What this broker's copy of it takes on disk. */
  readonly bytes: number;
}

const EVERYTHING = Buffer.from([0xff, 0xff, 0xff, 0xff]);

/** What a broker holds on its disks (DescribeLogDirs, version 1), which kafkajs does not ask. */
export async function storedPartitions(broker: Broker): Promise<readonly StoredPartition[]> {
  const { stored } = await broker.connectionPool.send({
    request: {
      apiKey: 35,
      apiVersion: 1,
      apiName: 'DescribeLogDirs',
      encode: async () => ({ buf: EVERYTHING, buffer: EVERYTHING, size: () => EVERYTHING.length }),
    },
    response: { decode: async (payload) => readAnswer(payload), parse: async (answer) => answer },
  });
  return stored;
}

function readAnswer(payload: Buffer) {
  const reader = wireReader(payload);
  const clientSideThrottleTime = reader.int32();
  const stored = reader.array(() => {
    reader.int16();
    reader.text();
    return reader.array(() => {
      const topic = reader.text();
      return reader.array((): StoredPartition => {
        const [partition, bytes] = [reader.int32(), reader.int64()];
        // How far a copy that is being moved lags behind, and whether it is one.
        reader.int64();
        reader.boolean();
        return { topic, partition, bytes };
      });
    });
  });
  return { clientSideThrottleTime, stored: stored.flat(2) };
}
