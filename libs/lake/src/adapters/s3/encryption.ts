export interface S3LandingSettings {
  readonly bucket: string;
  /** In front of every key, with its slash; absent: none. */
  readonly prefix?: string;
  /** A customer key of KMS; absent: the bucket's own encryption. */
  readonly kmsKeyId?: string;
  /** What is larger is written in parts of so many bytes; S3 takes parts of 5 MiB at least. */
  readonly partBytes: number;
}

/** In front of every landing object's key in a bucket that holds other things too, as policies have it. */
export const LANDING_PREFIX = 'landing/';

/** 16 MiB: an object of the usual size is one request, and a part that fails is little to send again. */
export const PART_BYTES = 16 * 1024 * 1024;

/** The bucket's key spares a request to KMS for every object. */
export const encryption = ({ kmsKeyId }: S3LandingSettings) =>
  kmsKeyId === undefined
    ? {}
    : ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId, BucketKeyEnabled: true } as const);
