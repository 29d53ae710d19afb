import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { openS3 } from '@dataforge/clients/s3';
import { startFaultProxy, type FaultProxy, type ProxiedRequest } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { landingStoreContract } from '../../testing/index.ts';
import { s3LandingStore, type S3LandingSettings } from './index.ts';

const MIB = 1024 * 1024;
const LIMITS = { requestTimeoutMs: 1_000, maxAttempts: 3 };

describeWithMinistack('on S3', (access) => {
  async function open(rest: Partial<S3LandingSettings> = {}, endpoint = access().endpoint) {
    const bucket = randomUUID();
    const settings = { bucket, partBytes: 5 * MIB, ...rest };
    let client = openS3({ ...access(), endpoint }, LIMITS);
    const direct = openS3(access()).sdk();
    await direct.send(new CreateBucketCommand({ Bucket: bucket }));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await direct.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
    return {
      bucket,
      sdk: direct,
      port: s3LandingStore({ client }, settings),
      reopen: async () => {
        client.close();
        client = openS3(access());
        return s3LandingStore({ client }, settings);
      },
      close: async () => client.close(),
    };
  }

  landingStoreContract('s3', open);
  landingStoreContract('s3, below a prefix', () => open({ prefix: 'landing/' }));

  describe('landing objects in S3', () => {
    it('are encrypted by the key that is configured, and carry their checksum', async () => {
      const { port, bucket, sdk } = await open({ prefix: 'landing/', kmsKeyId: 'alias/landing' });
      await port.putIfAbsent('t/0/1', Buffer.from('one'));
      const head = await sdk.send(
        new HeadObjectCommand({ Bucket: bucket, Key: 'landing/t/0/1', ChecksumMode: 'ENABLED' }),
      );
      expect(head).toMatchObject({
        ServerSideEncryption: 'aws:kms',
        ChecksumSHA256: createHash('sha256').update('one').digest('base64'),
      });
    });

    it('are written in parts where they are large, once too', async () => {
      const { port, bucket, sdk } = await open();
      const bytes = randomBytes(11 * MIB);
      expect(await port.putIfAbsent('t/0/1', bytes)).toBe(true);
      expect(await port.putIfAbsent('t/0/1', randomBytes(6 * MIB))).toBe(false);
      expect(Buffer.from((await port.get('t/0/1')) ?? []).equals(bytes)).toBe(true);
      const { Uploads } = await sdk.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      expect(Uploads ?? []).toEqual([]);
    });

    it('are listed page by page', async () => {
      const { port } = await open();
      const keys = Array.from({ length: 1_050 }, (_, n) => `t/0/${String(n).padStart(5, '0')}`);
      await Promise.all(keys.map((key) => port.putIfAbsent(key, Buffer.from('x'))));
      const listed: string[] = [];
      for await (const { key } of port.list('t/')) listed.push(key);
      expect(listed).toEqual(keys);
    });
  });

  describe('landing objects in an S3 with faults', () => {
    let proxy: FaultProxy;
    let opened: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      proxy = await startFaultProxy(access().endpoint);
      opened = await open({}, proxy.endpoint);
    });
    afterEach(async () => {
      await opened.close();
      await proxy.stop();
    });
    const put = (text: string) => opened.port.putIfAbsent('t/0/1', Buffer.from(text));
    const stored = async () => Buffer.from((await opened.port.get('t/0/1')) ?? []).toString();
    const first = ({ n }: ProxiedRequest) => n === 1;

    it.each([
      ['is too busy', { kind: 'refused', status: 503, body: '<Error><Code>SlowDown</Code></Error>' }],
      ['loses the request', { kind: 'lost' }],
      ['is late', { kind: 'late', ms: 200 }],
    ] as const)('are written once by the time that it answers, when it %s', async (_what, fault) => {
      proxy.set((request) => (first(request) ? fault : undefined));
      expect(await put('one')).toBe(true);
      expect(await stored()).toBe('one');
    });

    it.each(['cut-after', 'silent-after'] as const)(
      'are found to be there after an answer that was lost: %s',
      async (kind) => {
        proxy.set((request) => (first(request) ? { kind } : undefined));
        expect(await put('one')).toBe(false);
        expect(proxy.requests.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
        expect(await stored()).toBe('one');
      },
    );

    it('are waited for when it is away, whatever is asked', async () => {
      proxy.set(() => ({ kind: 'refused', status: 503 }));
      const away = { nature: 'retriable' };
      await expect(put('one')).rejects.toMatchObject(away);
      await expect(opened.port.get('t/0/1')).rejects.toMatchObject(away);
      await expect(opened.port.delete('t/0/1')).rejects.toMatchObject(away);
      await expect(opened.port.list('t/')[Symbol.asyncIterator]().next()).rejects.toMatchObject(away);
    });

    it('are waited for when two write the same at once', async () => {
      const body = '<Error><Code>ConditionalRequestConflict</Code></Error>';
      proxy.set(() => ({ kind: 'refused', status: 409, body }));
      await expect(put('one')).rejects.toMatchObject({ nature: 'retriable' });
    });

    it.each(['cut-within', 'stuck-within'] as const)('are read whole or not at all: %s', async (kind) => {
      await put('one and all that follows');
      proxy.set((request) => (first(request) ? { kind, bytes: 3 } : undefined));
      expect(await stored()).toBe('one and all that follows');
      proxy.set(() => ({ kind, bytes: 3 }));
      await expect(stored()).rejects.toMatchObject({ nature: 'retriable' });
    });

    it('leave no parts behind that became no object', async () => {
      proxy.set(({ method, path }) =>
        method === 'PUT' && path.includes('partNumber=2') ? { kind: 'refused', status: 503 } : undefined,
      );
      await expect(opened.port.putIfAbsent('t/0/2', randomBytes(11 * MIB))).rejects.toMatchObject({
        nature: 'retriable',
      });
      const { Uploads } = await opened.sdk.send(new ListMultipartUploadsCommand({ Bucket: opened.bucket }));
      expect(Uploads ?? []).toEqual([]);
      expect(await opened.port.get('t/0/2')).toBeUndefined();
    });

    it('in parts are there, and taken over, after an end that was not heard of', async () => {
      const bytes = randomBytes(6 * MIB);
      let ends = 0;
      proxy.set(({ method, path }) => {
        if (method !== 'POST' || !path.includes('uploadId')) return undefined;
        ends += 1;
        return ends === 1 ? { kind: 'cut-after' } : undefined;
      });
      const outcome = await opened.port.putIfAbsent('t/0/2', bytes).catch((error: unknown) => error);
      if (typeof outcome !== 'boolean') expect(outcome).toMatchObject({ nature: 'retriable' });
      expect(await opened.port.putIfAbsent('t/0/2', bytes)).toBe(false);
      expect(Buffer.from((await opened.port.get('t/0/2')) ?? []).equals(bytes)).toBe(true);
    });
  });
});
