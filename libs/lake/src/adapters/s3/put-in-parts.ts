import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { atMost, NO_SUCH_UPLOAD, type S3 } from '@dataforge/clients/s3';
import { InfrastructureError } from '@dataforge/kernel';
import { encryption, type S3LandingSettings } from './encryption.ts';

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

const AT_ONCE = 4;

/**
 * Writes a large object in parts, which become an object only if there is none of its key. Parts that become none are
 * deleted; those of a process that ended are for the bucket's lifecycle to delete.
 */
export async function putInParts(
  client: S3,
  settings: S3LandingSettings,
  place: Place,
  bytes: Uint8Array,
): Promise<void> {
  const { UploadId = '' } = await client
    .sdk()
    .send(
      new CreateMultipartUploadCommand({ ...place, ...encryption(settings), ChecksumAlgorithm: 'SHA256' }),
    );
  const upload = { ...place, UploadId };
  try {
    const Parts = await uploadParts(client, settings, upload, bytes);
    await complete(client, upload, Parts);
  } catch (error) {
    // What it is about is the failure; parts that cannot be deleted now go with the bucket's lifecycle.
    await client
      .sdk()
      .send(new AbortMultipartUploadCommand(upload))
      .catch(() => undefined);
    throw error;
  }
}

async function uploadParts(
  client: S3,
  { partBytes }: S3LandingSettings,
  upload: Place & { readonly UploadId: string },
  bytes: Uint8Array,
): Promise<CompletedPart[]> {
  const numbers = Array.from({ length: Math.ceil(bytes.byteLength / partBytes) }, (_, index) => index + 1);
  const parts: CompletedPart[] = [];
  await atMost(AT_ONCE, numbers, async (PartNumber) => {
    const Body = bytes.subarray((PartNumber - 1) * partBytes, PartNumber * partBytes);
    const { ETag, ChecksumSHA256 } = await client
      .sdk()
      .send(new UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm: 'SHA256' }));
    parts[PartNumber - 1] = { PartNumber, ETag, ChecksumSHA256 };
  });
  return parts;
}

async function complete(
  client: S3,
  upload: Place & { readonly UploadId: string },
  Parts: CompletedPart[],
): Promise<void> {
  try {
    await client
      .sdk()
      .send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' }));
  } catch (error) {
    if ((error as { readonly name?: string }).name !== NO_SUCH_UPLOAD) throw error;
    // Ended already, as by a try whose answer was lost: the next one finds the object there, or writes it.
    throw new InfrastructureError(`The upload of ${upload.Key} had ended already. Try again.`, 'retriable', {
      cause: error,
    });
  }
}
