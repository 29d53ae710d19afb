import { randomUUID } from 'node:crypto';
import { CreateDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { openFirehose } from '@dataforge/clients/firehose';
import { openS3 } from '@dataforge/clients/s3';

/** A delivery stream of Firehose's that writes into a bucket of its own, and the lines in that bucket. */
export async function openDeliveryStream(access: Parameters<typeof openFirehose>[0]) {
  const [bucket, stream] = [randomUUID(), randomUUID()];
  const s3 = openS3(access).sdk();
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await openFirehose(access)
    .sdk()
    .send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: stream,
        ExtendedS3DestinationConfiguration: {
          RoleARN: 'arn:aws:iam::000000000000:role/firehose',
          BucketARN: `arn:aws:s3:::${bucket}`,
          Prefix: 'logs/',
        },
      }),
    );

  /** Lines of JSON, parsed, object by object. */
  async function shipped(): Promise<readonly unknown[]> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'logs/' }));
    const lines: unknown[] = [];
    for (const { Key } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      const text = (await Body?.transformToString()) ?? '';
      for (const line of text.trimEnd().split('\n')) lines.push(JSON.parse(line));
    }
    return lines;
  }
  return { stream, shipped };
}
