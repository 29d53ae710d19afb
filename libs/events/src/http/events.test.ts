import { gzipSync } from 'node:zlib';
import { CloudEvent, HTTP } from 'cloudevents';
import fc from 'fast-check';
import { appAs } from '@dataforge/http/testing';
import { simulatedClock } from '@dataforge/testkit';
import { memoryEventLog, type MemoryLogOptions } from '../adapters/memory/index.ts';
import {
  acceptEvents,
  decodeRecord,
  ORIGIN,
  type LogRecord,
  type Capacity,
  type CloudEvent as Read,
} from '../index.ts';
import { eventRoutes } from './index.ts';

const TYPE = 'com.example.reading.v1';
const room: Capacity = { check: () => ({ ok: true }) };

async function open(options: MemoryLogOptions = {}, capacity = room, permissions = ['events:write']) {
  const log = memoryEventLog({ clock: simulatedClock(0) }, options);
  await log.ensureTopics([{ name: 'readings', partitions: 2, retentionMs: 1_000 }]);
  const settings = { topics: new Map([[TYPE, 'readings']]), maxEventBytes: 1024 * 1024 };
  const app = appAs(permissions, eventRoutes({ acceptEvents: acceptEvents({ log, capacity }, settings) }));
  const send = async (
    contentType: string,
    body: BodyLike,
    headers: Record<string, string> = {},
    query = '',
  ) => {
    const init = { method: 'POST', headers: { 'content-type': contentType, ...headers }, body };
    const response = await app.request(`/events${query}`, init);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
  };
  const records = async (): Promise<readonly LogRecord[]> => {
    const all = { from: ORIGIN, maxRecords: 1e6, maxBytes: 1e9 };
    const reads = await Promise.all(
      [0, 1].map((partition) => log.read({ topic: 'readings', partition, ...all })),
    );
    return reads.flatMap((read) => (read.ok ? read.value.records : []));
  };
  const stored = async (): Promise<readonly Read[]> =>
    (await records()).map((record) => {
      const decoded = decodeRecord(record);
      if (!decoded.ok) throw new Error(decoded.error.detail);
      return decoded.value;
    });
  const texts = async () => (await records()).map((record) => Buffer.from(record.value).toString('utf8'));
  return { send, stored, texts };
}

type BodyLike = NonNullable<RequestInit['body']>;

interface Answer {
  readonly accepted?: number;
  readonly refused?: readonly unknown[];
  readonly errors?: readonly { index?: number; field: string }[];
  readonly detail?: string;
}

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const NDJSON = 'application/x-ndjson';

const event = (id: string, more: object = {}) => ({
  specversion: '1.0',
  id,
  source: '/gateways/1',
  type: TYPE,
  time: '2026-11-23T12:00:00Z',
  data: { value: 1 },
  ...more,
});
const json = JSON.stringify;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
/** The bad events of a refusal, each once. */
const indexesOf = ({ errors = [] }: Answer) => [...new Set(errors.map(({ index }) => index))];

describe('POST /events', () => {
  it('takes what the CloudEvents SDK sends, in structured, binary and batched mode', async () => {
    const { send, stored } = await open();
    const sent = new CloudEvent({ ...event('e1'), subject: 'press ü', myextension: 'x' });
    for (const message of [HTTP.structured(sent), HTTP.binary(sent)]) {
      const headers = Object.fromEntries(
        Object.entries(message.headers).map(([k, v]) => [k, encodeURI(String(v))]),
      );
      const answer = await send(String(message.headers['content-type']), String(message.body), headers);
      expect(answer).toMatchObject({ status: 202, body: { accepted: 1, refused: [] } });
    }
    expect(await send(BATCH, json([sent, sent]))).toMatchObject({ status: 202, body: { accepted: 2 } });
    for (const held of await stored())
      expect(held).toMatchObject({
        id: 'e1',
        source: '/gateways/1',
        type: TYPE,
        subject: 'press ü',
        data: { value: 1 },
        extensions: { myextension: 'x' },
      });
    expect(await stored()).toHaveLength(4);
  });

  it('takes one event a line, and no notice of blank lines', async () => {
    const { send, stored } = await open();
    expect(await send(NDJSON, `${json(event('1'))}\r\n\n${json(event('2'))}\n`)).toMatchObject({
      status: 202,
      body: { accepted: 2 },
    });
    expect((await stored()).map((held) => held.id)).toEqual(['1', '2']);
  });

  it('inflates gzip, and refuses what inflates past the bound', async () => {
    const { send } = await open();
    const gzip = { 'content-encoding': 'gzip' };
    expect((await send(NDJSON, gzipSync(json(event('1'))), gzip)).status).toBe(202);
    expect((await send(NDJSON, gzipSync(Buffer.alloc(17 * 1024 * 1024, 32)), gzip)).status).toBe(413);
  });

  it('refuses a million lines that are no events without keeping them', async () => {
    const { send, stored } = await open();
    const lines = gzipSync(Buffer.from(`${json(event('1'))}\n${'0\n'.repeat(1_000_000)}`));
    for (const query of ['', '?partial=true']) {
      const refused = await send(NDJSON, lines, { 'content-encoding': 'gzip' }, query);
      expect(refused).toMatchObject({
        status: 400,
        body: { detail: expect.stringMatching(/^At least 10000 .* Reading stopped there/) },
      });
      expect(indexesOf(refused.body)).toEqual(upTo(10_000).map((index) => index + 1));
    }
    expect((await send(NDJSON, Buffer.alloc(15 * 1024 * 1024, '\n'))).body).toEqual({
      accepted: 0,
      refused: [],
    });
    expect((await send(BATCH, `[${'0,'.repeat(1_000_000)}0]`)).status).toBe(400);
    expect(await stored()).toEqual([]);
  });

  it('takes data that nests as deep as it will, in every mode', async () => {
    const { send } = await open();
    const deep = json(event('1')).replace('{"value":1}', `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect((await send(STRUCTURED, deep)).status).toBe(202);
    expect((await send(NDJSON, deep)).status).toBe(202);
    expect((await send(BATCH, `[${deep}]`)).status).toBe(202);
  });

  it('keeps each event of a batch in its own text, so that no number loses a digit', async () => {
    const { send, texts } = await open();
    const text = json(event('1')).replace('{"value":1}', '{ "value" : 12345678901234567890.10, "s": "],[" }');
    expect((await send(BATCH, ` [ ${text} ,${text}]\n`)).status).toBe(202);
    expect((await texts()).map((held) => held.trim())).toEqual([text, text]);
  });

  it.each(['[', '[1', '[1}', '{"a":1}', '[]]', '[{}] {}', '["', 'null', ''])(
    'refuses %j, which is no batch, whole',
    async (body) => {
      const { send } = await open();
      for (const query of ['', '?partial=true'])
        expect((await send(BATCH, body, {}, query)).status).toBe(400);
    },
  );

  it('reads attributes from headers: percent-encoded, quoted by older senders, or plain', async () => {
    const { send, stored } = await open();
    const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': 's', 'ce-type': TYPE };
    for (const subject of [
      'Euro%20%E2%82%AC%20%F0%9F%98%80',
      '"Euro €\\" \\\\"'.replace('€', '%E2%82%AC'),
      '100% a%2',
    ])
      expect((await send('application/json', '{}', { ...binary, 'ce-subject': subject })).status).toBe(202);
    expect((await stored()).map((held) => held.subject)).toEqual(['Euro € 😀', 'Euro €" \\', '100% a%2']);
  });

  it.each([
    ['ce-subject', '%C0%A0'],
    ['ce-subject', '%ff'],
    ['ce-subject', 'a%00b'],
    ['ce-time', 'yesterday'],
    ['ce-data', '{}'],
    ['ce-data_base64', 'AAE='],
    ['ce-my_extension', 'x'],
    ['ce-__proto__', 'x'],
  ])('refuses the header %s: %s and names it', async (name, value) => {
    const { send } = await open();
    const binary = {
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-source': 's',
      'ce-type': TYPE,
      [name]: value,
    };
    expect(await send('application/json', '{}', binary)).toMatchObject({
      status: 400,
      body: { errors: [{ field: name }] },
    });
  });

  it('takes events whose data no contract would', async () => {
    const { send } = await open();
    const bytes = { ...event('1'), data: undefined, data_base64: 'AAE=', datacontenttype: 'image/png' };
    expect((await send(STRUCTURED, json(bytes))).status).toBe(202);
    expect((await send(STRUCTURED, json(event('2', { time: undefined })))).status).toBe(202);
    const binary = { 'ce-specversion': '1.0', 'ce-id': '3', 'ce-source': 's', 'ce-type': TYPE };
    expect((await send('application/json', '{"cut', binary)).status).toBe(202);
  });

  it.each<[string, object, string]>([
    ['no id', { id: undefined }, 'id'],
    ['an empty source', { source: '' }, 'source'],
    ['a type that is a number', { type: 7 }, 'type'],
    ['another version', { specversion: '0.3' }, 'specversion'],
    ['a time without its offset', { time: '2026-11-23T12:00:00' }, 'time'],
    ['a time whose instant is of no year', { time: '9999-12-31T23:59:59-23:59' }, 'time'],
    ['a name that is none', { 'My-Extension': 'x' }, 'My-Extension'],
    ['a control character', { id: 'a\u0000b' }, 'id'],
    ['half a surrogate pair', { subject: '\ud800' }, 'subject'],
    ['a noncharacter in an extension', { extension: '\uffff' }, 'extension'],
    ['an extension that is an object', { extension: {} }, 'extension'],
    ['data that is no base64', { data: undefined, data_base64: 'A-_=' }, 'data_base64'],
    ['data twice', { data_base64: 'AAE=' }, 'data_base64'],
    ['a type that no product has', { type: 'com.example.unknown' }, 'type'],
  ])('refuses %s and names the field', async (_name, change, field) => {
    const { send, stored } = await open();
    const single = await send(STRUCTURED, json(event('1', change)));
    expect(single).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    const batch = await send(BATCH, json([event('0'), event('1', change)]));
    expect(batch).toMatchObject({ status: 400, body: { errors: [{ index: 1, field }] } });
    expect(await stored()).toEqual([]);
  });

  it('takes the good ones of a batch when asked to, and lists the others', async () => {
    const { send, stored } = await open();
    const lines = [json(event('0')), '{"cut', json(event('2', { id: 3 })), json(event('3'))].join('\n');
    expect(await send(NDJSON, lines, {}, '?partial=true')).toMatchObject({
      status: 202,
      body: {
        accepted: 2,
        refused: [
          { index: 1, field: '' },
          { index: 2, field: 'id' },
        ],
      },
    });
    expect((await stored()).map((held) => held.id)).toEqual(['0', '3']);
    expect((await send(NDJSON, '{"cut', {}, '?partial=true')).status).toBe(400);
  });

  it('lists every bad event with its faults and says how many there are', async () => {
    const { send } = await open();
    const { body } = await send(NDJSON, Array(250).fill('{}').join('\n'));
    expect(body.errors).toHaveLength(250 * 4);
    expect(indexesOf(body)).toEqual(upTo(250));
    expect(body.detail).toContain('250 events');
  });

  it('lists every bad event, but not every fault, where there are very many', async () => {
    const { send } = await open();
    const names = Object.fromEntries(upTo(200).map((n) => [`X${n}`, 1]));
    const { body } = await send(NDJSON, Array(1_000).fill(json(names)).join('\n'));
    expect(indexesOf(body)).toEqual(upTo(1_000));
    expect(body.errors?.length).toBeLessThan(12_000);
  });

  it.each([
    ['text/plain', 'hello', 415],
    ['application/json', '{}', 415],
    ['application/cloudevents+json; charset=iso-8859-1', '{}', 415],
    ['application/cloudevents+json; charset="utf-16"', '{}', 415],
    ['application/cloudevents+json; Charset = "UTF-8"', '{}', 400],
    ['application/cloudevents+xml', '<event/>', 415],
    ['constructor', '{}', 415],
    ['__proto__', '{}', 415],
    [STRUCTURED, '', 400],
    [STRUCTURED, Buffer.from([0x7b, 0xff]), 400],
    [BATCH, '{}', 400],
    [BATCH, '[]', 202],
  ])('answers %s with %j by its status', async (contentType, body, status) => {
    expect((await (await open()).send(contentType, body)).status).toBe(status);
  });

  it('refuses an event over a mebibyte, alone and in a batch', async () => {
    const { send, stored } = await open();
    const large = event('1', { data: { value: 'x'.repeat(1024 * 1024) } });
    expect((await send(STRUCTURED, json(large))).status).toBe(413);
    expect(await send(BATCH, json([event('0'), large]))).toMatchObject({
      status: 413,
      body: { errors: [{ index: 1 }] },
    });
    expect(await stored()).toEqual([]);
    const partial = await send(BATCH, json([event('0'), large, event('2')]), {}, '?partial=true');
    expect(partial).toMatchObject({
      status: 202,
      body: { accepted: 2, refused: [{ index: 1, field: '', detail: 'is larger than 1048576 bytes' }] },
    });
    expect((await stored()).map((held) => held.id)).toEqual(['0', '2']);
    expect(await send(BATCH, json([large]), {}, '?partial=true')).toMatchObject({
      status: 400,
      body: { errors: [{ index: 0 }] },
    });
  });

  it('says 413 when it is the log that finds an event too large', async () => {
    const { send } = await open({ maxRecordBytes: 100 });
    expect((await send(STRUCTURED, json(event('1')))).status).toBe(413);
  });

  it('takes partial=true or false and nothing else', async () => {
    const { send } = await open();
    expect((await send(STRUCTURED, json(event('1')), {}, '?partial=false')).status).toBe(202);
    expect(await send(STRUCTURED, json(event('1')), {}, '?partial=yes')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'partial' }] },
    });
  });

  it('says that an append which the log did not answer for may be sent again', async () => {
    const { send, stored } = await open({ writeFault: () => 'after' });
    expect((await send(STRUCTURED, json(event('1')))).status).toBe(503);
    expect(await stored()).toHaveLength(1);
  });

  it('asks for patience when the log is away, and a retry is accepted', async () => {
    let fault: 'before' | undefined = 'before';
    const { send } = await open({ writeFault: () => fault });
    const refused = await send(STRUCTURED, json(event('1')));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    fault = undefined;
    expect((await send(STRUCTURED, json(event('1')))).status).toBe(202);
  });

  it('says when to come back while there is no room', async () => {
    const none: Capacity = {
      check: () => ({ ok: false, retryAfterSeconds: 17, detail: 'the landing zone is at 91 %' }),
    };
    const refused = await (await open({}, none)).send(STRUCTURED, json(event('1')));
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('17');
    expect((await (await open({ maxBytes: 0 })).send(STRUCTURED, json(event('1')))).status).toBe(429);
  });

  it('needs the permission to write', async () => {
    expect((await (await open({}, room, ['metrics:read'])).send(STRUCTURED, json(event('1')))).status).toBe(
      403,
    );
  });

  it('never answers bytes with anything but acceptance or a refusal', async () => {
    const { send } = await open();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(STRUCTURED, BATCH, NDJSON),
        fc.uint8Array({ maxLength: 200 }),
        async (contentType, bytes) => {
          expect([202, 400]).toContain((await send(contentType, Buffer.from(bytes))).status);
        },
      ),
    );
  });
});
