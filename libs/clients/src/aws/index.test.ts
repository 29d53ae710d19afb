import { fileURLToPath } from 'node:url';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { build } from 'esbuild';
import { openSts } from '../sts/index.ts';
import { natureOfFailure } from './index.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The packages of the SDK that a bundle of one client holds. */
async function clientsIn(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [here(`../${entry}/index.ts`)],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  const names = Object.keys(metafile.inputs).map(
    (input) => /@aws-sdk\/((?:client|lib)-[\w-]+)/.exec(input)?.[1],
  );
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

describe('a bundle', () => {
  it.each([
    ['aws', []],
    ['dynamodb', ['client-dynamodb', 'lib-dynamodb']],
    ['s3', ['client-s3']],
    ['sts', ['client-sts']],
  ])('of the client %s holds the SDK for its own service alone', async (entry, clients) => {
    expect(await clientsIn(entry)).toEqual(clients);
  });
});

describe('a failure of the SDK', () => {
  it.each([
    [{ name: 'ThrottlingException' }, 'retriable'],
    [{ name: 'SlowDown', $metadata: { httpStatusCode: 503 } }, 'retriable'],
    [{ name: 'Anything', $metadata: { httpStatusCode: 429 } }, 'retriable'],
    [{ name: 'Anything', $metadata: { httpStatusCode: 500 } }, 'retriable'],
    [{ name: 'TimeoutError' }, 'retriable'],
    [{ name: 'Error', code: 'ECONNRESET' }, 'retriable'],
    [{ name: 'Error', code: 'EAI_AGAIN' }, 'retriable'],
    [{ name: 'CredentialsProviderError' }, 'retriable'],
    [{ name: 'ExpiredTokenException', $metadata: { httpStatusCode: 400 } }, 'retriable'],
    [{ name: 'ValidationException', $metadata: { httpStatusCode: 400 } }, 'permanent'],
    [{ name: 'EntityTooLarge', $metadata: { httpStatusCode: 400 } }, 'permanent'],
    [{ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }, 'unknown'],
    [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, 'unknown'],
    [{ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } }, 'unknown'],
    [{ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } }, 'unknown'],
    [new TypeError('a bug'), 'unknown'],
  ])('%j is %s', (failure, nature) => {
    expect(natureOfFailure(failure)).toBe(nature);
  });
});

describeWithMinistack('the caller', (access) => {
  it('is told by the account', async () => {
    const sts = openSts(access());
    expect(await sts.whoAmI()).toEqual({ account: '000000000000', arn: expect.stringContaining('arn:aws:') });
    sts.close();
  });

  it('is not known where nothing answers', async () => {
    const away = openSts({ ...access(), endpoint: 'http://127.0.0.1:1' }, { maxAttempts: 1 });
    await expect(away.whoAmI()).rejects.toMatchObject({ nature: 'retriable' });
  });
});
