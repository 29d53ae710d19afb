import { randomUUID } from 'node:crypto';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { AlertNotice } from '@dataforge/alerts';
import { ALERTS_TABLE, dynamoDbAlertStore } from '@dataforge/alerts/dynamodb';
import { alertOf } from '@dataforge/alerts/testing';
import { openDynamoDb } from '@dataforge/clients/dynamodb';
import { openSns } from '@dataforge/clients/sns';
import { MINUTE_MS } from '@dataforge/kernel';
import { startFaultProxy, type FaultProxy, type Faults } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { simulatedClock } from '@dataforge/testkit';
import { notifyHandler } from './notify-handler.ts';

// What a Lambda signs with, as its own role gives it.
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'stack', AWS_SECRET_ACCESS_KEY: 'stack' });

const NOW = 1_800_000_060_000;
const lasting = (ms: number) => ({ getRemainingTimeInMillis: () => ms });

/** SNS is away; everything else is as it is. */
const withoutSns: Faults = ({ headers }) =>
  String(headers.authorization).includes('/sns/') ? { kind: 'refused', status: 503 } : undefined;

describeWithMinistack('the Lambda that tells of alerts', (access) => {
  let proxy: FaultProxy;
  beforeEach(async () => void (proxy = await startFaultProxy(access().endpoint)));
  afterEach(() => proxy.stop());

  async function open() {
    const TABLE_PREFIX = `${randomUUID()}-`;
    const client = openDynamoDb({ ...access(), tablePrefix: TABLE_PREFIX });
    await client.createTable(ALERTS_TABLE);
    const [sns, sqs] = [openSns(access()).sdk(), new SQSClient(access())];
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: randomUUID() }));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] }));
    const clock = simulatedClock(NOW);
    const lines: string[] = [];
    /** An instance, as Lambda starts one where others are busy. */
    const instance = () =>
      notifyHandler({
        environment: {
          ...{ TABLE_PREFIX, ALERTS_TOPIC_ARN: TopicArn },
          ...{ AWS_REGION: access().region, AWS_ENDPOINT_URL: proxy.endpoint },
        },
        clock,
        write: (line) => lines.push(line),
      });
    /** The notices that have arrived since they were asked for, once there are so many. */
    async function arrived(count: number): Promise<readonly string[]> {
      const ids: string[] = [];
      for (let empty = 0; ids.length < count || empty === 0;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
        );
        empty = Messages.length === 0 ? empty + 1 : 0;
        for (const { Body = '{}', ReceiptHandle } of Messages) {
          const { Message } = JSON.parse(Body) as { readonly Message: string };
          ids.push((JSON.parse(Message) as AlertNotice).id);
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
      return ids.sort();
    }
    const store = dynamoDbAlertStore({ client });
    const alert = (id: string) => store.change(id, () => alertOf({ id }));
    return { instance, arrived, alert, clock, lines };
  }

  it('tells of an alert once, whoever else is telling and however often', async () => {
    const { instance, arrived, alert, clock } = await open();
    await alert('a');
    await alert('b');
    const [one, other] = [instance(), instance()];

    const both = await Promise.all([one, other].map((handle) => handle({}, lasting(50_000))));
    await clock.advance(MINUTE_MS);
    const later = await Promise.all([one, instance()].map((handle) => handle({}, lasting(50_000))));

    expect(both.map(({ told }) => told).reduce((sum, told) => sum + told)).toBe(2);
    expect(later).toEqual([
      { told: 0, waiting: 0, left: 0 },
      { told: 0, waiting: 0, left: 0 },
    ]);
    expect(await arrived(2)).toEqual(['a/opened/1-warning', 'b/opened/1-warning']);
  });

  it('fails while SNS is away, and tells a minute later', async () => {
    const { instance, arrived, alert, clock, lines } = await open();
    await alert('a');
    await alert('b');
    const handle = instance();
    proxy.set(withoutSns);

    await expect(handle({}, lasting(50_000))).rejects.toThrow('2 notices of alerts could not be told');
    expect(lines.join()).toContain('SNS Publish failed');

    proxy.set(() => undefined);
    await clock.advance(MINUTE_MS);
    expect(await handle({}, lasting(50_000))).toEqual({ told: 2, waiting: 0, left: 0 });
    expect(await arrived(2)).toEqual(['a/opened/1-warning', 'b/opened/1-warning']);
  });

  it('begins with nothing that it may not end', async () => {
    const { instance, arrived, alert, lines } = await open();
    await alert('a');

    expect(await instance()({}, lasting(10_000))).toEqual({ told: 0, waiting: 0, left: 1 });
    expect(lines.join()).toContain('no time');
    expect(await instance()({}, lasting(50_000))).toEqual({ told: 1, waiting: 0, left: 0 });
    expect(await arrived(1)).toEqual(['a/opened/1-warning']);
  });

  it('names what its environment lacks', () => {
    expect(() =>
      notifyHandler({ environment: { TABLE_PREFIX: 'a' }, clock: simulatedClock(0), write: () => undefined }),
    ).toThrow('ALERTS_TOPIC_ARN is missing');
  });
});
