import { appAs } from '@dataforge/http/testing';
import { pageOf } from '@dataforge/http';
import { emitter } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryAlertStore } from '../adapters/memory/index.ts';
import { ALERT_KINDS, type Alert } from '../domain/alert.ts';
import { alertOf } from '../testing/alerts.ts';
import { acknowledgeAlert } from '../usecases/acknowledge-alert.ts';
import { listAlerts } from '../usecases/list-alerts.ts';
import { alertRoutes, type AlertRoutesDeps } from './alert-routes.ts';
import { alertSchema } from './alert-schemas.ts';

const T0 = Date.UTC(2026, 10, 23, 14);

const alerts: readonly Alert[] = [
  alertOf({ id: 'a-1', since: T0, updatedAt: T0 + 30_000 }),
  alertOf({ id: 'b-2', since: T0 + 1, severity: 'critical', kpi: 'telemetry.readings' }),
  alertOf({ id: 'c-3', since: T0 + 2, state: 'resolved', resolvedAt: T0 + 5, product: 'webhooks' }),
];

async function ask(
  path: string,
  method = 'GET',
  permissions = ['alerts:read', 'alerts:ack'],
  readRunbook: AlertRoutesDeps['readRunbook'] = async (kind) => `# ${kind}`,
) {
  const store = memoryAlertStore();
  for (const alert of alerts) await store.change(alert.id, () => alert);
  const app = appAs(
    permissions,
    alertRoutes(
      {
        listAlerts: listAlerts({ store }),
        acknowledgeAlert: acknowledgeAlert({
          store,
          clock: simulatedClock(T0 + 60_000),
          feed: emitter<readonly Alert[]>(),
        }),
        readRunbook,
      },
      { products: [{ name: 'telemetry' }, { name: 'webhooks' }] },
    ),
  );
  const response = await app.request(path, { method });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), text };
}

async function listed(query: string) {
  const { status, text } = await ask(`/alerts${query}`);
  expect(status).toBe(200);
  const page = pageOf(alertSchema).parse(JSON.parse(text));
  // What the schema does not know it drops: nothing may be sent that is not declared.
  expect(page).toEqual(JSON.parse(text));
  return page;
}

describe('GET /alerts', () => {
  it('answers every alert as it is, the newest first', async () => {
    const { items } = await listed('');

    expect(items.map(({ id }) => id)).toEqual(['c-3', 'b-2', 'a-1']);
    expect(items[2]).toEqual({
      id: 'a-1',
      rule: 'telemetry.freshness',
      kind: 'freshness',
      severity: 'warning',
      product: 'telemetry',
      title: 'Telemetry: accepted records wait too long for gold',
      cause: 'A record waits.',
      value: 90,
      threshold: 60,
      unit: 's',
      since: '2026-11-23T14:00:00.000Z',
      updatedAt: '2026-11-23T14:00:30.000Z',
      state: 'open',
      occurrences: 1,
      runbook: '/docs/runbooks/freshness',
    });
  });

  it.each([
    ['?state=open', ['b-2', 'a-1']],
    ['?state=open&state=resolved', ['c-3', 'b-2', 'a-1']],
    ['?product=webhooks', ['c-3']],
    ['?severity=critical&state=open', ['b-2']],
    ['?state=acknowledged', []],
  ])('answers those that are asked for: %s', async (query, ids) => {
    expect((await listed(query)).items.map(({ id }) => id)).toEqual(ids);
  });

  it('gives pages that together hold each alert once', async () => {
    const first = await listed('?limit=2');
    const second = await listed(`?limit=2&cursor=${first.nextCursor}`);

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['c-3', 'b-2', 'a-1']);
    expect(second).not.toHaveProperty('nextCursor');
  });

  it.each([
    ['?state=closed', 'state'],
    ['?severity=low', 'severity'],
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?cursor=nonsense', 'cursor'],
    [`?cursor=${Buffer.from('[1]').toString('base64url')}`, 'cursor'],
  ])('answers 400 for %s, naming the field', async (query, field) => {
    const { status, text } = await ask(`/alerts${query}`);

    expect([status, JSON.parse(text)]).toEqual([
      400,
      expect.objectContaining({ errors: [expect.objectContaining({ field })] }),
    ]);
  });

  it('answers 404 for a product that there is not, naming those there are', async () => {
    const { status, text } = await ask('/alerts?product=nope');

    expect([status, text]).toEqual([404, expect.stringContaining('telemetry, webhooks')]);
  });

  it('needs the permission alerts:read', async () => {
    expect((await ask('/alerts', 'GET', ['alerts:ack'])).status).toBe(403);
  });
});

describe('POST /alerts/{id}/ack', () => {
  it('answers the alert with who acknowledged it and when', async () => {
    const { status, text } = await ask('/alerts/a-1/ack', 'POST');

    expect(status).toBe(200);
    expect(alertSchema.parse(JSON.parse(text))).toMatchObject({
      id: 'a-1',
      state: 'acknowledged',
      acknowledgedBy: 'test',
      acknowledgedAt: '2026-11-23T14:01:00.000Z',
    });
  });

  it.each([
    ['an alert that there is not', '/alerts/nope/ack', 404],
    ['an alert that is resolved', '/alerts/c-3/ack', 409],
    ['an id that is none', `/alerts/${'x'.repeat(401)}/ack`, 400],
  ])('refuses %s', async (_what, path, expected) => {
    const { status, type } = await ask(path, 'POST');

    expect([status, type]).toEqual([expected, 'application/problem+json']);
  });

  it('needs the permission alerts:ack', async () => {
    expect((await ask('/alerts/a-1/ack', 'POST', ['alerts:read'])).status).toBe(403);
  });
});

describe('GET /docs/runbooks/{kind}', () => {
  it.each(ALERT_KINDS)('answers the text for %s', async (kind) => {
    expect(await ask(`/docs/runbooks/${kind}`)).toEqual({
      status: 200,
      type: 'text/markdown; charset=utf-8',
      text: `# ${kind}`,
    });
  });

  it.each(['nope', '..%2f..%2fpackage', 'freshness.md'])('has none for %s', async (kind) => {
    expect((await ask(`/docs/runbooks/${kind}`)).status).toBe(400);
  });

  it('says where they are where they are not shipped', async () => {
    const { status, text } = await ask('/docs/runbooks/freshness', 'GET', undefined, async () => undefined);

    expect([status, text]).toEqual([404, expect.stringContaining('docs/runbooks/freshness.md')]);
  });

  it('needs the permission alerts:read', async () => {
    expect((await ask('/docs/runbooks/freshness', 'GET', [])).status).toBe(403);
  });
});
