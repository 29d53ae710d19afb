import { randomUUID } from 'node:crypto';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { openSns } from '@dataforge/clients/sns';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { noticesOf, type AlertNotice } from '../../domain/alert-notice.ts';
import { alertNotifierContract, alertOf } from '../../testing/index.ts';
import { snsAlertNotifier } from './index.ts';

interface Envelope {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly Value: string }>>;
}

describeWithMinistack('on SNS', (access) => {
  /** A topic, and queues that get what their filter lets through. */
  async function open(suffix = '', filters: readonly object[] = [{}]) {
    const sns = openSns(access());
    const sqs = new SQSClient(access());
    const fifo = suffix === '' ? {} : { FifoQueue: 'true' };
    const topic = await sns.sdk().send(
      new CreateTopicCommand({
        Name: `${randomUUID()}${suffix}`,
        ...(suffix !== '' && { Attributes: { FifoTopic: 'true' } }),
      }),
    );
    const queues = await Promise.all(
      filters.map(async (filter) => {
        const { QueueUrl = '' } = await sqs.send(
          new CreateQueueCommand({ QueueName: `${randomUUID()}${suffix}`, Attributes: fifo }),
        );
        const { Attributes } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
        );
        await sns.sdk().send(
          new SubscribeCommand({
            TopicArn: topic.TopicArn,
            Protocol: 'sqs',
            Endpoint: Attributes?.['QueueArn'],
            ...(Object.keys(filter).length > 0 && { Attributes: { FilterPolicy: JSON.stringify(filter) } }),
          }),
        );
        return QueueUrl;
      }),
    );
    /** All messages of a queue, once there are so many, and what came by then. */
    async function messages(count: number, QueueUrl = queues[0]): Promise<readonly Envelope[]> {
      const found: Envelope[] = [];
      for (let empty = 0; found.length < count || empty === 0;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
        );
        empty = Messages.length === 0 ? empty + 1 : 0;
        for (const { Body = '', ReceiptHandle } of Messages) {
          found.push(JSON.parse(Body) as Envelope);
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
      return found;
    }
    return {
      queues,
      messages,
      notifier: snsAlertNotifier({ client: sns }, { topicArn: topic.TopicArn ?? '' }),
      received: async (count: number) =>
        (await messages(count)).map(({ Message }) => JSON.parse(Message) as AlertNotice),
      close: async () => {
        sns.close();
        sqs.destroy();
      },
    };
  }

  alertNotifierContract('sns', () => open());
  alertNotifierContract('sns, in order', () => open('.fifo'));

  it('lets subscriptions choose by event, severity, kind and product', async () => {
    const filters = [{ severity: ['critical'] }, { event: ['resolved'], product: ['webhooks'] }];
    const { notifier, queues, messages, close } = await open('', filters);
    const alerts = [
      alertOf({ id: 'a', severity: 'warning' }),
      alertOf({ id: 'b', severity: 'critical' }),
      alertOf({ id: 'c', product: 'webhooks', state: 'resolved', resolvedAt: 5 }),
    ];
    for (const alert of alerts) for (const notice of noticesOf(alert)) await notifier.notify(notice);

    const critical = await messages(1, queues[0]);
    expect(critical.map(({ Subject }) => Subject)).toEqual([
      'critical opened: Telemetry: accepted records wait too long for gold',
    ]);
    expect(critical[0]?.MessageAttributes['notice']?.Value).toBe('b/opened/1-critical');
    const resolved = await messages(1, queues[1]);
    expect(resolved.map(({ MessageAttributes }) => MessageAttributes['notice']?.Value)).toEqual([
      'c/resolved/5',
    ]);
    await close();
  });

  it('drops a repeat where the topic keeps order', async () => {
    const { notifier, messages, close } = await open('.fifo');
    const [notice] = noticesOf(alertOf()) as [AlertNotice];
    await notifier.notify(notice);
    await notifier.notify(notice);
    expect(await messages(1)).toHaveLength(1);
    await close();
  });

  it('can be waited out where SNS is away', async () => {
    const client = openSns({ ...access(), endpoint: 'http://127.0.0.1:1' }, { maxAttempts: 1 });
    const notifier = snsAlertNotifier({ client }, { topicArn: 'arn:aws:sns:eu-central-1:000000000000:a' });
    const [notice] = noticesOf(alertOf()) as [AlertNotice];
    await expect(notifier.notify(notice)).rejects.toMatchObject({ nature: 'retriable' });
  });
});
