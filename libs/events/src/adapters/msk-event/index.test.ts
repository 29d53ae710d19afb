import fc from 'fast-check';
import type { Position } from '../../ports/event-log.ts';
import { batchItemFailures, readMskEvent } from './index.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const delivered = (topic: string, partition: number, offset: number, rest: object = {}) => ({
  topic,
  partition,
  offset,
  timestamp: 1_800_000_000_000 + offset,
  timestampType: 'LOG_APPEND_TIME',
  key: base64('boiler'),
  value: base64(`{"n":${offset}}`),
  headers: [{ CE_Type: [...Buffer.from('reading')] }],
  ...rest,
});
const mapped = (...given: readonly ReturnType<typeof delivered>[]) => {
  const records: Record<string, typeof given> = {};
  for (const record of given) {
    const name = `${record.topic}-${record.partition}`;
    records[name] = [...(records[name] ?? []), record];
  }
  const eventSourceArn = 'arn:aws:kafka:eu-central-1:123456789012:cluster/c/1';
  return { eventSource: 'aws:kafka', eventSourceArn, bootstrapServers: 'b-1:9098', records };
};
const places = (event: unknown) =>
  readMskEvent(event).map(({ topic, partition, records }) => [
    topic,
    partition,
    records.map(({ position }) => position),
  ]);

describe('an invocation by Kafka', () => {
  it('is read by partition, in the order of positions', () => {
    const event = mapped(
      delivered('t', 0, 5),
      delivered('t', 1, 2),
      delivered('u', 0, 1),
      delivered('t', 0, 4),
    );

    expect(places(event)).toEqual([
      ['t', 0, [4, 5]],
      ['t', 1, [2]],
      ['u', 0, [1]],
    ]);
  });

  it('is read alike where Pipes sends it', () => {
    const records = [delivered('t', 0, 5), delivered('t-1', 0, 2), delivered('t', 0, 4)];
    const piped = records.map((record) => ({ ...record, eventSource: 'aws:kafka', eventSourceKey: 'x' }));

    expect(readMskEvent(piped)).toEqual(readMskEvent(mapped(...records)));
  });

  it('gives key, headers in lower case, value and append time of a record', () => {
    const [batch] = readMskEvent(mapped(delivered('t', 0, 7)));

    expect(batch?.records[0]).toEqual({
      partition: 0,
      position: 7,
      appendedAt: 1_800_000_000_007,
      key: 'boiler',
      headers: { ce_type: 'reading' },
      value: Buffer.from('{"n":7}'),
    });
  });

  it('has records without key, value or headers, and bytes below zero in headers', () => {
    const bare = delivered('t', 0, 0, { key: undefined, value: null, headers: undefined });
    const umlaut = delivered('t', 0, 1, { headers: [{ a: [-61, -92] }, { b: [] }] });

    const [batch] = readMskEvent(mapped(bare, umlaut));

    expect(batch?.records.map(({ key, headers, value }) => [key, headers, value.byteLength])).toEqual([
      ['', {}, 0],
      ['boiler', { a: 'ä', b: '' }, 7],
    ]);
  });

  it('loses no byte of a value', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const value = Buffer.from(bytes).toString('base64');
        const [batch] = readMskEvent([delivered('t', 0, 0, { value })]);
        expect([...(batch?.records[0]?.value ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  it.each([
    ['an event of another source', { Records: [] }],
    ['nothing', undefined],
    ['a record without a position', [{ ...delivered('t', 0, 0), offset: undefined }]],
    ['a value that is no base64', [delivered('t', 0, 0, { value: '{"n":1}' })]],
  ])('is not taken for one where it is %s', (_what, event) => {
    expect(() => readMskEvent(event)).toThrow('This is no batch of a Kafka topic');
  });
});

describe('an answer', () => {
  it('names partitions as invocations do, each with where it goes on', () => {
    const failed = [
      { topic: 'a-1', partition: 0, position: 5 as Position },
      { topic: 'b', partition: 12, position: 0 as Position },
    ];
    expect(batchItemFailures(failed)).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'a-1-0', offset: 5 } },
        { itemIdentifier: { partition: 'b-12', offset: 0 } },
      ],
    });
    expect(batchItemFailures([])).toEqual({ batchItemFailures: [] });
  });
});
