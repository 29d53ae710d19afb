import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import type { Random } from '@dataforge/kernel';
import type { Fault, ProxiedRequest } from '@dataforge/stack';
import type { CrashingServer } from '../crash-schedule.ts';
import { rebalanceStorm } from './rebalance-storm.ts';
import type { StackParts } from './stack-parts.ts';

export interface Disturbed {
  readonly parts: StackParts;
  readonly server: CrashingServer;
  readonly topic: string;
  readonly random: Random;
}

/** Something that goes wrong under load. It resolves when it is well again; what it left undone is the server's to do. */
export interface Disturbance {
  readonly name: string;
  run(disturbed: Disturbed): Promise<void>;
}

/** Longer than the server gives one attempt of a request to AWS. */
const BEYOND_AN_ATTEMPT_MS = 12_000;
const JOINS = 3;

const brokerAway = (ms: number): Disturbance => ({
  name: `the broker is killed, and away for ${ms / 1_000} s`,
  run: ({ parts }) => parts.killBroker(ms),
});

const workerKilled: Disturbance = {
  name: 'the worker is killed',
  run: ({ server }) => server.kill(),
};

const endpointKilled: Disturbance = {
  name: 'the endpoint is killed',
  run: ({ parts }) => parts.killEndpoint(2_000),
};

const endpointHangs: Disturbance = {
  name: 'the endpoint hangs',
  run: ({ parts }) => parts.hangEndpoint(BEYOND_AN_ATTEMPT_MS),
};

const partitionAdded: Disturbance = {
  name: 'a partition is added',
  async run({ parts, topic }) {
    const admin = new Kafka({ brokers: [parts.broker], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const count = (topics[0]?.partitions.length ?? 0) + 1;
    await admin.createPartitions({ topicPartitions: [{ topic, count }] });
    await admin.disconnect();
  },
};

const stormOf: Disturbance = {
  name: 'members join and leave the groups',
  async run({ parts: { broker }, topic, random }) {
    const groups = ['refine', 'land'];
    await Promise.all(groups.map((group) => rebalanceStorm({ broker, topic, group }, JOINS, random)));
  },
};

type Chosen = (request: ProxiedRequest) => boolean;

const isDynamoDb: Chosen = ({ headers }) => String(headers['x-amz-target']).startsWith('DynamoDB');
const isS3: Chosen = (request) => !isDynamoDb(request);
const isObject: Chosen = (request) => request.method === 'PUT' && isS3(request);
const READS = /\.(?:GetItem|Query|BatchGetItem|DescribeTable)$/;
const isWrite: Chosen = (request) =>
  isDynamoDb(request) && !READS.test(String(request.headers['x-amz-target']));

/** Lets requests fail for so long. A fault is chosen for each of them by its number among those that are meant, from 0 on. */
const failing = (
  name: string,
  ms: number,
  isMeant: Chosen,
  faultOf: (n: number) => Fault | undefined,
): Disturbance => ({
  name,
  async run({ parts: { proxy } }) {
    let meant = 0;
    proxy.set((request) => (isMeant(request) ? faultOf(meant++) : undefined));
    await sleep(ms);
    proxy.set(() => undefined);
  },
});

/** Two answers of three are lost after their effect, by a cut or, the first ones, so that the attempts have to time out. */
const losesAnswers = (n: number): Fault | undefined => {
  if (n % 3 === 2) return undefined;
  return n < 3 ? { kind: 'silent-after' } : { kind: 'cut-after' };
};

const both = (name: string, ...parts: readonly Disturbance[]): Disturbance => ({
  name,
  run: async (disturbed) => void (await Promise.all(parts.map((part) => part.run(disturbed)))),
});

const unavailable: Fault = { kind: 'refused', status: 503, body: '<Error><Code>SlowDown</Code></Error>' };

/** On Kafka, S3 and DynamoDB. `awayMs`: how long the broker is away. */
export const onStack = (awayMs: number): readonly Disturbance[] => [
  workerKilled,
  both(
    'S3 answers 503, and a partition is added',
    failing('', 6_000, isS3, () => unavailable),
    partitionAdded,
  ),
  both(
    'S3 and DynamoDB have their effect, their answer is lost, and the worker is killed',
    failing('', BEYOND_AN_ATTEMPT_MS, (request) => isObject(request) || isWrite(request), losesAnswers),
    workerKilled,
  ),
  failing('S3 is slow, and then too slow', BEYOND_AN_ATTEMPT_MS, isS3, (n) => ({
    kind: 'late',
    ms: n % 4 === 3 ? BEYOND_AN_ATTEMPT_MS : 1_000,
  })),
  failing(
    'the endpoint cannot be reached',
    6_000,
    () => true,
    () => ({ kind: 'cut' }),
  ),
  endpointHangs,
  stormOf,
  brokerAway(awayMs),
];

/** On Kafka and S3, whose objects outlive the process of the endpoint. */
export const onServer: readonly Disturbance[] = [
  endpointKilled,
  both('broker and endpoint are killed', brokerAway(2_000), endpointKilled),
  workerKilled,
];
