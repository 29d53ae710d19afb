import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CONFLICT, EXISTS, NO_SUCH_KEY, type S3 } from '@dataforge/clients/s3';
import { InfrastructureError, messageOf } from '@dataforge/kernel';
import type { LandingStore } from '../../ports/landing-store.ts';
import { encryption, type S3LandingSettings } from './encryption.ts';
import { putInParts } from './put-in-parts.ts';

export { LANDING_PREFIX, PART_BYTES, type S3LandingSettings } from './encryption.ts';

/** How often a whole object is tried whose answer broke off. */
const ATTEMPTS = 3;

const nameOf = (error: unknown): string => (error as { readonly name?: string }).name ?? '';

/**
 * Landing objects in S3, written once: S3 itself refuses a second object of the same key. Where an answer was lost, the SDK
 * asks again and is told that the object exists; it is then its caller's, who takes over what is there.
 */
export function s3LandingStore(
  { client }: { readonly client: S3 },
  settings: S3LandingSettings,
): LandingStore {
  const { bucket, prefix = '', partBytes } = settings;
  const at = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` });

  async function put(key: string, bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength > partBytes) return putInParts(client, settings, at(key), bytes);
    await client.sdk().send(
      new PutObjectCommand({
        ...at(key),
        ...encryption(settings),
        Body: bytes,
        IfNoneMatch: '*',
        ChecksumAlgorithm: 'SHA256',
      }),
    );
  }

  return {
    async putIfAbsent(key, bytes) {
      try {
        await put(key, bytes);
        return true;
      } catch (error) {
        if (nameOf(error) === EXISTS) return false;
        if (nameOf(error) !== CONFLICT) throw error;
        throw new InfrastructureError(`Another writes ${key} at the same time. Try again.`, 'retriable', {
          cause: error,
        });
      }
    },
    async get(key) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const command = new GetObjectCommand({ ...at(key), ChecksumMode: 'ENABLED' });
          const { Body } = await client.sdk().send(command);
          return await whole(key, Body);
        } catch (error) {
          if (nameOf(error) === NO_SUCH_KEY) return undefined;
          if (!(error instanceof BrokenOff) || attempt === ATTEMPTS) throw error;
        }
      }
    },
    delete: async (key) => void (await client.sdk().send(new DeleteObjectCommand(at(key)))),
    async *list(under) {
      let ContinuationToken: string | undefined;
      do {
        const page = await client.sdk().send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: `${prefix}${under}`,
            ...(ContinuationToken && { ContinuationToken }),
          }),
        );
        for (const { Key = '', Size = 0 } of page.Contents ?? [])
          yield { key: Key.slice(prefix.length), bytes: Size };
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
    },
  };
}

/** The answer began and did not come whole, or not as it was stored. */
class BrokenOff extends InfrastructureError {}

/** Reads an answer to its end, which the SDK does not do again where it breaks off. */
async function whole(
  key: string,
  body: { transformToByteArray(): Promise<Uint8Array> } | undefined,
): Promise<Uint8Array> {
  if (!body) return new Uint8Array();
  try {
    return await body.transformToByteArray();
  } catch (error) {
    throw new BrokenOff(`S3 sent ${key} and did not send it whole: ${messageOf(error)}`, 'retriable', {
      cause: error,
    });
  }
}
