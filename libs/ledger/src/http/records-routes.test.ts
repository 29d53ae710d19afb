import { appAs } from '@dataforge/http/testing';
import { compiledProducts } from '@dataforge/products/testing';
import type { Position } from '@dataforge/events';
import type { LedgerRecord } from '../domain/record-fate.ts';
import type { RecordsPage, RecordsQuery } from '../usecases/list-records.ts';
import { recordsRoutes } from './records-routes.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const CELL = 'product=telemetry&from=2026-11-23T14:00:00Z&to=2026-11-23T14:01:00Z';

const record: LedgerRecord = {
  ...{ partition: 1, position: 88_215 as Position, fate: 'quarantined', appendedAt: T0 + 409 },
  ...{ source: '/gateways/hall-2', id: 'press-07.1', subject: 'press-07', eventTime: T0 },
  reasons: [{ field: 'unit', rule: 'enum', detail: 'degF is not allowed' }],
};

function appWith(page: RecordsPage, permissions: readonly string[] = ['trace:read']) {
  const asked: RecordsQuery[] = [];
  const listRecords = async (query: RecordsQuery) => {
    asked.push(query);
    return page;
  };
  const app = appAs(permissions, recordsRoutes({ listRecords }, compiledProducts()));
  const get = async (query: string) => {
    const response = await app.request(`/ledger/events?${query}`);
    const body = (await response.json()) as {
      items: object[];
      nextCursor?: string;
      errors: { field: string }[];
      detail: string;
    };
    return { status: response.status, body };
  };
  return { get, asked };
}

describe('GET /ledger/events', () => {
  it('answers the records of a cell, without what is not known', async () => {
    const bare: LedgerRecord = { partition: 1, position: 88_216 as Position, fate: 'expired' };

    const { status, body } = await appWith({ records: [record, bare] }).get(CELL);

    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        { ...record, appendedAt: '2026-11-23T14:00:00.409Z', eventTime: '2026-11-23T14:00:00.000Z' },
        bare,
      ],
    });
  });

  it('passes on what was asked, and where a page goes on', async () => {
    const { get, asked } = appWith({ records: [], next: { partition: 2, position: 7 } });
    const { body } = await get(`${CELL}&stage=land&partition=2&fate=in-flight&limit=5`);
    await get(`${CELL}&cursor=${body.nextCursor}`);

    expect(asked).toMatchObject([
      {
        ...{ product: { name: 'telemetry' }, stage: 'land', partition: 2, fate: 'in-flight' },
        ...{ from: T0, to: T0 + 60_000, limit: 5, next: undefined },
      },
      { stage: 'refine', partition: undefined, limit: 100, next: { partition: 2, position: 7 } },
    ]);
  });

  it.each([
    ['', ['product', 'from', 'to']],
    ['product=telemetry&from=2026-11-23T14:00:00Z&to=2026-11-24T14:00:01Z', ['to']],
    ['product=telemetry&from=2026-11-23T14:00:00Z&to=2026-11-23T13:00:00Z', ['to']],
    ['product=telemetry&from=now&to=2026-11-23T13:00:00Z', ['from']],
    [`${CELL}&fate=lost`, ['fate']],
    [`${CELL}&stage=land&fate=refined`, ['fate']],
    [`${CELL}&fate=landed`, ['fate']],
    [`${CELL}&partition=-1&limit=1001`, ['partition', 'limit']],
    [`${CELL}&cursor=${Buffer.from('[1,-1]').toString('base64url')}`, ['cursor']],
  ])('answers 400 for %j, naming the field', async (query, fields) => {
    const { get, asked } = appWith({ records: [] });

    const { status, body } = await get(query);

    expect([status, body.errors.map(({ field }) => field)]).toEqual([400, fields]);
    expect(asked).toEqual([]);
  });

  it('answers 404 for a product that there is not, and needs the permission trace:read', async () => {
    expect((await appWith({ records: [] }).get(CELL.replace('telemetry', 'x'))).status).toBe(404);
    expect((await appWith({ records: [] }, ['ledger:read']).get(CELL)).status).toBe(403);
  });
});
