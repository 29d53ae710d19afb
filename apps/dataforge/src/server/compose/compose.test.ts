import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as access from '@dataforge/access';
import * as alerts from '@dataforge/alerts';
import * as anomalies from '@dataforge/anomalies';
import * as events from '@dataforge/events';
import * as kernel from '@dataforge/kernel';
import * as kpi from '@dataforge/kpi';
import * as lake from '@dataforge/lake';
import * as ledger from '@dataforge/ledger';
import * as live from '@dataforge/live';
import * as query from '@dataforge/query';
import * as webhooks from '@dataforge/webhooks';
import { compiledProducts } from '@dataforge/products/testing';
import { loadSettings } from '../../config/load-settings.ts';
import { compose } from './compose.ts';
import { NO_CONNECTIONS } from '../connections.ts';
import { openDataDir } from '../open-data-dir.ts';
import * as app from '../ports.ts';

/** Port identifiers are symbols to everybody but the type system. */
const portsOf = (face: Readonly<Record<string, unknown>>) =>
  Object.values(face).filter((member) => typeof member === 'symbol') as unknown as kernel.Port<unknown>[];

const faces = [access, alerts, anomalies, events, kernel, kpi, lake, ledger, live, query, webhooks, app];

/** What other processes than the server have: who tells of alerts elsewhere, and who pushes from a function. */
const ELSEWHERE = new Set<kernel.Port<unknown>>([
  alerts.AlertNotifier,
  alerts.ToldNotices,
  live.ConnectionStore,
  live.ToldStore,
]);

describe('the embedded profile', () => {
  it('has an adapter for every port of every domain, and every use case', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'dataforge-compose-'));
    const settings = { ...loadSettings({}), dataDir };
    const products = compiledProducts();
    const opened = await openDataDir(settings, products, kernel.silentLog);
    const container = compose({
      settings,
      products,
      logger: kernel.silentLog,
      connections: NO_CONNECTIONS,
      ...opened,
    });
    const ports = faces.flatMap(portsOf);
    expect(ports.length).toBeGreaterThan(20);
    for (const port of ports) {
      if (ELSEWHERE.has(port)) expect(container.isBound(port)).toBe(false);
      else expect(container.get(port)).toBeDefined();
    }
    await opened.close();
    rmSync(dataDir, { recursive: true });
  });
});
