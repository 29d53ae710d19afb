import { S3Client } from '@aws-sdk/client-s3';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';

export { atMost, type AwsSettings, type CallLimits } from '../aws/index.ts';

/** An answer, not a failure: there is no such object. */
export const NO_SUCH_KEY = 'NoSuchKey';
/** There is an object where none was to be. */
export const EXISTS = 'PreconditionFailed';
/** Another conditional write of the same key is under way, or a multipart upload ended while one was. */
export const CONFLICT = 'ConditionalRequestConflict';
/** A multipart upload that was completed or aborted. */
export const NO_SUCH_UPLOAD = 'NoSuchUpload';

/** S3. What cannot be reached, or is too busy beyond the SDK's patience, is a retriable InfrastructureError. */
export interface S3 {
  /** Connects with the first command. */
  sdk(): S3Client;
  close(): void;
}

export function openS3(settings: AwsSettings, limits?: CallLimits): S3 {
  const client = lazily(() => {
    const options = {
      ...sdkOptions(settings, limits),
      // A server on one machine has no names for buckets.
      forcePathStyle: settings.endpoint !== undefined,
    };
    return throwingOurErrors(takingTurns(new S3Client(options)), 'S3', [
      NO_SUCH_KEY,
      EXISTS,
      CONFLICT,
      NO_SUCH_UPLOAD,
    ]);
  });
  return { sdk: client.get, close: () => client.made?.destroy() };
}
