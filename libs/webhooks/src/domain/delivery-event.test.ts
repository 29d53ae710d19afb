import fc from 'fast-check';
import { decodeRecord } from '@dataforge/events';
import { deliveryRecord } from './delivery-event.ts';
import { github } from './providers/github.ts';
import { standardWebhooks } from './providers/standard-webhooks.ts';

const LOG_LIMIT = 2 * 1024 * 1024;
const MIB = 1024 * 1024;

const read = (
  body: Uint8Array,
  headers: Record<string, string> = { 'x-github-event': 'push' },
  by = github,
) => {
  const record = deliveryRecord(by, 'org', 'd-1', { headers, body }, 0);
  const decoded = decodeRecord(record);
  if (!decoded.ok) throw new Error(decoded.error.detail);
  return { ...decoded.value, data: decoded.value.data as Record<string, unknown>, bytes: record.value };
};

describe('the event of a delivery', () => {
  it('carries any body, whole', () => {
    const anyBody = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(anyBody, (body) => {
        const { data } = read(body);
        const carried =
          'payload' in data
            ? Buffer.from(JSON.stringify(data['payload']))
            : typeof data['payloadText'] === 'string'
              ? Buffer.from(data['payloadText'])
              : Buffer.from(String(data['payloadBase64']), 'base64');
        const sent =
          'payload' in data ? Buffer.from(JSON.stringify(JSON.parse(String(Buffer.from(body))))) : body;
        expect(carried.equals(sent)).toBe(true);
      }),
    );
  });

  it('takes JSON that begins with a byte order mark', () => {
    expect(read(Buffer.from('\ufeff{"a":1}')).data).toMatchObject({ payload: { a: 1 } });
    expect(read(Buffer.from('\ufeffhello')).data).toMatchObject({ payloadText: '\ufeffhello' });
  });

  it('keeps what is no text as base64', () => {
    expect(read(Buffer.from([0x7b, 0xff, 0x7d])).data).toMatchObject({ payloadBase64: 'e/99' });
    expect(read(Buffer.alloc(0)).data).toMatchObject({ payloadText: '' });
  });

  it.each([
    ['control characters', Buffer.alloc(MIB, 1)],
    ['bytes', Buffer.alloc(MIB, 0xff)],
    ['quotes', Buffer.alloc(MIB, '"')],
    ['a name of a mebibyte', Buffer.from(JSON.stringify({ type: 'x'.repeat(MIB - 100), data: { id: '1' } }))],
  ])('fits into the log when its body is a mebibyte of %s', (_name, body) => {
    for (const provider of [github, standardWebhooks])
      expect(read(body, {}, provider).bytes.byteLength).toBeLessThan(LOG_LIMIT);
  });

  it('has a subject and a type that an event may have, whatever the payload says', () => {
    for (const type of ['', 'a\u0000b', '\ud800', 'x'.repeat(5_000)]) {
      const body = Buffer.from(JSON.stringify({ type, data: { id: type } }));
      expect(read(body, {}, standardWebhooks)).toMatchObject({
        subject: 'unknown',
        data: { eventType: 'unknown' },
      });
    }
    expect(read(Buffer.from('{}'), { 'x-github-event': '' })).toMatchObject({ subject: 'unknown' });
  });
});
