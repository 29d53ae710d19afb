import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { positionsIn, type Landed } from '../checks/check-landing.ts';

const PREFIX = 'landing/';

/** The positions that the objects of a bucket hold, in the order of their keys. */
export async function landedInS3(endpoint: string, bucket: string, topic: string): Promise<Landed> {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint,
    forcePathStyle: true,
    credentials: { accessKeyId: 'stack', secretAccessKey: 'stack' },
  });
  const landed = new Map<number, readonly number[]>();
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `${PREFIX}${topic}/`, ContinuationToken }),
    );
    for (const { Key = '' } of page.Contents ?? []) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      const partition = Number(Key.slice(PREFIX.length).split('/')[1]);
      landed.set(partition, [...(landed.get(partition) ?? []), ...positionsIn(gunzipSync(bytes))]);
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  client.destroy();
  return landed;
}
