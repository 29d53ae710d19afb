import { appAs } from '@dataforge/http/testing';
import { NOTHING, type LedgerLine } from '../domain/ledger-line.ts';
import type { LedgerQuery } from '../usecases/read-ledger.ts';
import { ledgerRoutes } from './ledger-routes.ts';

const T0 = Date.UTC(2026, 10, 23, 14);

const line = (partition: number, more: Partial<LedgerLine> = {}): LedgerLine => ({
  product: 'telemetry',
  stage: 'land',
  topic: 'telemetry.readings',
  partition,
  ...NOTHING,
  accepted: 5,
  landed: 3,
  inFlight: 2,
  balanced: true,
  ...more,
});

function appWith(lines: readonly LedgerLine[], permissions: readonly string[] = ['ledger:read']) {
  const asked: LedgerQuery[] = [];
  const readLedger = async (query: LedgerQuery) => {
    asked.push(query);
    return lines;
  };
  const products = [{ name: 'telemetry' }, { name: 'webhooks' }];
  const app = appAs(permissions, ledgerRoutes({ readLedger }, { products }));
  const get = async (query: string) => {
    const response = await app.request(`/ledger${query}`);
    const body = (await response.json()) as {
      items: Record<string, unknown>[];
      nextCursor?: string;
      errors: { field: string }[];
      detail: string;
    };
    return { status: response.status, body };
  };
  return { get, asked };
}

describe('GET /ledger', () => {
  it('answers every line with every count', async () => {
    const { get } = appWith([line(0), line(1, { landed: 2, balanced: false })]);

    const { status, body } = await get('');

    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          product: 'telemetry',
          stage: 'land',
          topic: 'telemetry.readings',
          partition: 0,
          accepted: 5,
          landed: 3,
          refined: 0,
          duplicate: 0,
          quarantined: 0,
          deadLettered: 0,
          filtered: 0,
          discarded: 0,
          expired: 0,
          erased: 0,
          inFlight: 2,
          balanced: true,
        },
        expect.objectContaining({ partition: 1, landed: 2, balanced: false }),
      ],
    });
  });

  it('writes append minutes as times and passes on what was asked', async () => {
    const { get, asked } = appWith([line(2, { minute: T0 })]);

    const { body } = await get(
      '?by=minute&product=telemetry&stage=land&partition=2&from=2026-11-23T14:00:00Z&to=2026-11-23T15:00:00%2B01:00',
    );

    expect(body.items).toMatchObject([{ partition: 2, minute: '2026-11-23T14:00:00.000Z' }]);
    expect(asked).toEqual([
      { byMinute: true, product: 'telemetry', stage: 'land', partition: 2, from: T0, to: T0 },
    ]);
  });

  it('gives pages that together hold each line once, also when newer minutes come in between', async () => {
    const lines = [1, 0].flatMap((minute) =>
      [0, 1].map((partition) => line(partition, { minute: T0 + minute * 60_000 })),
    );
    const first = await appWith(lines).get('?by=minute&limit=3');
    const grown = [line(0, { minute: T0 + 120_000 }), ...lines];

    const second = await appWith(grown).get(`?by=minute&limit=3&cursor=${first.body.nextCursor}`);

    expect(first.body.items).toHaveLength(3);
    expect([...first.body.items, ...second.body.items]).toEqual(
      lines.map(({ minute = 0, ...rest }) => ({ ...rest, minute: new Date(minute).toISOString() })),
    );
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  it('goes on behind a line that is gone since', async () => {
    const lines = [2, 1, 0].map((minute) => line(0, { minute: T0 + minute * 60_000 }));
    const first = await appWith(lines).get('?by=minute&limit=2');

    const second = await appWith(lines.filter((_, i) => i !== 1)).get(
      `?by=minute&limit=2&cursor=${first.body.nextCursor}`,
    );

    expect(second.body.items).toMatchObject([{ minute: '2026-11-23T14:00:00.000Z' }]);
  });

  it.each([
    ['?by=hour', ['by']],
    ['?stage=refined&partition=-1', ['stage', 'partition']],
    ['?limit=0', ['limit']],
    ['?partition=', ['partition']],
    ['?partition=1e1', ['partition']],
    ['?by=minute&from=2026-11-23T15:00:00Z&to=2026-11-23T14:00:00Z', ['to']],
    ['?from=2026-11-23T14:00:00Z', ['from']],
    ['?to=2026-11-23T14:00:00Z', ['to']],
    ['?by=minute&from=yesterday', ['from']],
    ['?cursor=bm90IGpzb24', ['cursor']],
    [`?cursor=${Buffer.from('[1]').toString('base64url')}`, ['cursor']],
    [`?cursor=${Buffer.from('[1,2,3,4]').toString('base64url')}`, ['cursor']],
  ])('answers 400 for %s, naming the field', async (query, fields) => {
    const { status, body } = await appWith([line(0)]).get(query);

    expect(status).toBe(400);
    expect(body.errors.map(({ field }) => field)).toEqual(fields);
  });

  it('answers 404 for a product that there is not, naming those there are', async () => {
    const { get, asked } = appWith([line(0)]);

    const { status, body } = await get('?product=telemetri');

    expect(status).toBe(404);
    expect(body.detail).toBe('There is no product telemetri. Known are: telemetry, webhooks.');
    expect(asked).toEqual([]);
  });

  it('needs the permission ledger:read', async () => {
    expect((await appWith([line(0)], []).get('')).status).toBe(403);
  });
});
