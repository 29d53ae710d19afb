import { createHash } from 'node:crypto';
import { PublishCommand, type MessageAttributeValue } from '@aws-sdk/client-sns';
import type { Sns } from '@dataforge/clients/sns';
import type { AlertNotice } from '../../domain/alert-notice.ts';
import type { AlertNotifier } from '../../ports/alert-notifier.ts';

export interface SnsNotifierSettings {
  /** A topic whose name ends in `.fifo` keeps the order of a rule's notices, and drops repeats within five minutes. */
  readonly topicArn: string;
}

/** SNS takes a subject of at most 100 printable ASCII characters. */
const subjectOf = ({ event, alert: { severity, title } }: AlertNotice): string =>
  `${severity} ${event}: ${title}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);

/** What subscriptions can filter by. */
function attributesOf({ id, event, alert }: AlertNotice): Record<string, MessageAttributeValue> {
  const { severity, kind, product, kpi } = alert;
  const values = { notice: id, event, severity, kind, product, ...(kpi !== undefined && { kpi }) };
  return Object.fromEntries(
    Object.entries(values).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
}

/** Notices of alerts as messages of an SNS topic: the notice as JSON, with attributes to filter by. */
export function snsAlertNotifier(
  { client }: { readonly client: Sns },
  { topicArn }: SnsNotifierSettings,
): AlertNotifier {
  const isFifo = topicArn.endsWith('.fifo');
  return {
    async notify(notice) {
      await client.sdk().send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: subjectOf(notice),
          Message: JSON.stringify(notice),
          MessageAttributes: attributesOf(notice),
          ...(isFifo && {
            MessageGroupId: createHash('sha256').update(notice.alert.rule).digest('hex'),
            MessageDeduplicationId: createHash('sha256').update(notice.id).digest('hex'),
          }),
        }),
      );
    },
  };
}
