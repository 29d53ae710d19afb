import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { HttpProblem } from './problem.ts';

/**
 * Reads a request's whole body, inflating `content-encoding: gzip`, never holding more than `maxBytes` of
 * the inflated bytes. Throws 413 past that, 415 for another encoding, 400 for broken gzip.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new HttpProblem(413, `The body is larger than ${maxBytes} bytes. Send it in smaller pieces.`);
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge();
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw new HttpProblem(415, `The content encoding ${encoding} is not supported. Send gzip or none.`, {
      headers: { 'accept-encoding': 'gzip, identity' },
    });
  if (encoding === 'identity' && declared > 0) {
    // The server has checked the length that was declared against what arrives; to ask for the stream costs a request anew.
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.byteLength > maxBytes) throw tooLarge();
    return bytes;
  }
  if (!request.body) return new Uint8Array();
  const raw = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  const source = encoding === 'gzip' ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => source.destroy(error));
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem(
      400,
      'The body could not be read whole; if it is gzip, it is broken or cut short.',
      {
        errors: [{ field: 'body', detail: 'unreadable' }],
        cause: error,
      },
    );
  } finally {
    source.destroy();
    raw.destroy();
  }
  return Buffer.concat(chunks, size);
}
