import { CloudEvent as SdkEvent, Kafka } from 'cloudevents';
import fc from 'fast-check';
import type { CloudEvent } from './cloud-event.ts';
import { binaryRecord, decodeRecord, structuredRecord } from './kafka-binding.ts';
import { partitionOf, murmur2 } from './partition-of.ts';

const name = fc.string({ minLength: 1 });
const events: fc.Arbitrary<CloudEvent> = fc.record(
  {
    id: name,
    source: name,
    type: name,
    subject: name,
    time: fc
      .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((d) => d.toISOString()),
    extensions: fc.dictionary(fc.stringMatching(/^x[a-z0-9]{1,9}$/), name, { maxKeys: 3 }),
    data: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  },
  { requiredKeys: ['id', 'source', 'type', 'extensions', 'data'] },
);

const base = { id: '1', source: 's', type: 't' };

describe('the Kafka binding', () => {
  it('gives back in structured mode what went in', () => {
    fc.assert(
      fc.property(events, (event) => {
        const { extensions, ...core } = event;
        const json = Buffer.from(JSON.stringify({ specversion: '1.0', ...core, ...extensions }));
        expect(decodeRecord(structuredRecord(event.source, json))).toEqual({ ok: true, value: event });
      }),
    );
  });

  it('gives back in binary mode what went in', () => {
    fc.assert(
      fc.property(events, (event) => {
        const value = Buffer.from(JSON.stringify(event.data));
        const typed = { ...event, datacontenttype: 'application/json' };
        expect(decodeRecord(binaryRecord(typed, value))).toEqual({ ok: true, value: typed });
      }),
    );
  });

  it('keeps bytes that are no JSON as bytes', () => {
    const event = { id: '1', source: 's', type: 't', extensions: {}, datacontenttype: 'image/png' };
    const decoded = decodeRecord(binaryRecord(event, new Uint8Array([1, 2])));
    expect(decoded).toMatchObject({ ok: true, value: { dataBytes: new Uint8Array([1, 2]) } });
  });

  it('reads what the SDK writes for Kafka', () => {
    const sent = new SdkEvent({
      ...base,
      datacontenttype: 'application/json',
      partitionkey: 'k',
      data: { a: 1 },
    });
    for (const { headers, value } of [Kafka.structured(sent), Kafka.binary(sent)]) {
      const texts = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)]);
      const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
      expect(decodeRecord({ key: 'k', headers: Object.fromEntries(texts), value: bytes })).toMatchObject({
        ok: true,
        value: { ...base, extensions: { partitionkey: 'k' }, data: { a: 1 } },
      });
    }
  });

  it('reads JSON that came as base64 like JSON that did not', () => {
    const text = JSON.stringify({
      specversion: '1.0',
      ...base,
      data_base64: Buffer.from('{"a":1}').toString('base64'),
    });
    expect(decodeRecord(structuredRecord('s', Buffer.from(text)))).toMatchObject({
      ok: true,
      value: { data: { a: 1 } },
    });
  });

  it('reads large base64, and long names of extensions, which the specification only advises against', () => {
    const bytes = Buffer.alloc(900_000, 7);
    const extension = 'averylongextensionname';
    const text = JSON.stringify({
      ...{ specversion: '1.0', ...base, datacontenttype: 'image/png' },
      ...{ [extension]: true, data_base64: bytes.toString('base64') },
    });
    const decoded = decodeRecord(structuredRecord('s', Buffer.from(text)));
    expect(decoded.ok && decoded.value.extensions).toEqual({ [extension]: 'true' });
    expect(decoded.ok && bytes.equals(decoded.value.dataBytes ?? Buffer.of())).toBe(true);
  });

  it('finds a fault in data that nests too deep to be walked, however it is carried', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const structured = (data: string) =>
      structuredRecord(
        's',
        Buffer.from(JSON.stringify({ specversion: '1.0', ...base, data: 0 }).replace('0}', `${data}}`)),
      );
    const base64 = {
      specversion: '1.0',
      ...base,
      data_base64: Buffer.from(nested(50_000)).toString('base64'),
    };
    expect(decodeRecord(structured(nested(500))).ok).toBe(true);
    for (const record of [
      structured(nested(501)),
      structured(nested(50_000)),
      structuredRecord('s', Buffer.from(JSON.stringify(base64))),
      binaryRecord({ ...base, extensions: {} }, Buffer.from(nested(50_000))),
    ])
      expect(decodeRecord(record)).toMatchObject({ ok: false, error: { field: 'data' } });
  });

  it('reads a header that has the name of what every object inherits', () => {
    const record = binaryRecord({ ...base, extensions: {} }, Buffer.from('{}'));
    const headers = Object.fromEntries([...Object.entries(record.headers), ['ce___proto__', 'x']]);
    expect(decodeRecord({ ...record, headers })).toMatchObject({ ok: false, error: { field: '__proto__' } });
  });

  it('never throws on any record', () => {
    const headers = fc.dictionary(
      fc.constantFrom(
        'content-type',
        'ce_specversion',
        'ce_id',
        'ce_source',
        'ce_type',
        'ce_X',
        'ce_data',
        'ce___proto__',
      ),
      fc.constantFrom('application/cloudevents+json', '1.0', '', 'application/json'),
    );
    fc.assert(
      fc.property(headers, fc.uint8Array(), (given, value) => {
        const decoded = decodeRecord({ key: '', headers: given, value });
        expect(decoded.ok ? 'an event' : decoded.error.detail.length).toBeTruthy();
      }),
    );
  });
});

describe('the partition of a key', () => {
  // Known values of Kafka's own murmur2 test.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ])('hashes %s as Kafka does', (key, hash) => {
    expect(murmur2(Buffer.from(key)) | 0).toBe(hash);
  });

  it('lies within the partitions', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (key, partitions) => {
        const partition = partitionOf(key, partitions);
        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
      }),
    );
  });
});
