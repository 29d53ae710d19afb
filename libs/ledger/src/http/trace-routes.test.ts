import { appAs } from '@dataforge/http/testing';
import type { LogRecord, Position } from '@dataforge/events';
import { err, ok } from '@dataforge/kernel';
import { compiledProducts } from '@dataforge/products/testing';
import type { EventTrace } from '../domain/trace.ts';
import type { TraceEvent, TraceQuery } from '../usecases/trace-event.ts';
import { traceRoutes } from './trace-routes.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const AT = 'product=telemetry&partition=1&position=88214';

const recordOf = (value: Uint8Array): LogRecord => ({
  ...{ partition: 1, position: 88_214 as Position, appendedAt: T0 },
  ...{ key: 'k', headers: { 'content-type': 'application/cloudevents+json' }, value },
});

const traceWith = (value: Uint8Array): EventTrace => ({
  ...{ partition: 1, position: 88_214, source: '/gateways/hall-2', id: 'mill-03.1', subject: undefined },
  eventTime: T0,
  stages: [
    { stage: 'accepted', state: 'reached', at: T0, details: [{ name: 'position', value: 'p' }] },
    { stage: 'landed', state: 'pending', details: [] },
  ],
  record: recordOf(value),
});

function appWith(answer: Awaited<ReturnType<TraceEvent>>, permissions: readonly string[] = ['trace:read']) {
  const asked: TraceQuery[] = [];
  const traceEvent: TraceEvent = async (query) => {
    asked.push(query);
    return answer;
  };
  const app = appAs(permissions, traceRoutes({ traceEvent }, compiledProducts()));
  const get = async (query: string) => {
    const response = await app.request(`/trace?${query}`);
    const body = (await response.json()) as {
      items: Record<string, unknown>[];
      errors: { field: string }[];
      detail: string;
    };
    return { status: response.status, body };
  };
  return { get, asked };
}

const payloadOf = async (value: Uint8Array) => {
  const { get } = appWith(ok([traceWith(value)]), ['trace:read', 'trace:payload']);
  return (await get(AT)).body.items[0]?.['payload'];
};

describe('GET /trace', () => {
  it('answers the stages with their times, and no bytes of the record', async () => {
    const { status, body } = await appWith(ok([traceWith(Buffer.from('secret'))])).get(AT);

    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          ...{ partition: 1, position: 88_214, source: '/gateways/hall-2', id: 'mill-03.1' },
          eventTime: '2026-11-23T14:00:00.000Z',
          stages: [
            {
              ...{ stage: 'accepted', state: 'reached', at: '2026-11-23T14:00:00.000Z' },
              details: [{ name: 'position', value: 'p' }],
            },
            { stage: 'landed', state: 'pending', details: [] },
          ],
        },
      ],
    });
  });

  it('shows what came to who may see it: as text, as base64, and no more than 64 KiB of it', async () => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    expect(await payloadOf(Buffer.from('{"ü":1}'))).toEqual({ headers, bytes: 8, text: '{"ü":1}' });
    expect(await payloadOf(new Uint8Array([255, 0]))).toEqual({ headers, bytes: 2, base64: '/wA=' });
    const long = Buffer.from(`x${'ü'.repeat(40_000)}`);
    expect(await payloadOf(long)).toEqual({ headers, bytes: 80_001, text: `x${'ü'.repeat(32_767)}` });
  });

  it('asks by position, or by source and id within a range', async () => {
    const { get, asked } = appWith(ok([]));
    await get(AT);
    await get('product=telemetry&source=s&id=i&from=2026-11-23T14:00:00Z');

    expect(asked.map(({ product, of }) => [product.name, of])).toEqual([
      ['telemetry', { partition: 1, position: 88_214 }],
      ['telemetry', { source: 's', id: 'i', from: T0, to: undefined }],
    ]);
  });

  it.each([
    ['product=telemetry', ['partition', 'position', 'source', 'id']],
    ['product=telemetry&partition=1', ['partition', 'position', 'source', 'id']],
    [`${AT}&source=s&id=i`, ['partition', 'position', 'source', 'id']],
    ['partition=1&position=1', ['product']],
    ['product=telemetry&partition=1&position=1e3', ['position']],
    ['product=telemetry&source=s&id=i&from=now', ['from']],
  ])('answers 400 for %j, naming the fields', async (query, fields) => {
    const { status, body } = await appWith(ok([])).get(query);

    expect([status, body.errors.map(({ field }) => field)]).toEqual([400, fields]);
  });

  it.each([
    ['unknown', 404],
    ['too-long', 400],
    ['timeout', 422],
  ] as const)('answers %s with %i and what to do', async (kind, status) => {
    const answered = await appWith(err({ kind, detail: 'Narrow it.' })).get(AT);

    expect([answered.status, answered.body.detail]).toEqual([status, 'Narrow it.']);
  });

  it('answers 404 for a product that there is not, and needs the permission trace:read', async () => {
    expect((await appWith(ok([])).get(AT.replace('telemetry', 'x'))).status).toBe(404);
    expect((await appWith(ok([]), ['trace:payload']).get(AT)).status).toBe(403);
  });
});
