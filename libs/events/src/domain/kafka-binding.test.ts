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

  it('never throws on any record', () => {
    const headers = fc.dictionary(
      fc.constantFrom('content-type', 'ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_X'),
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
