import { appAs } from '@dataforge/http/testing';
import { compiledProducts } from '../testing/index.ts';
import { productRoutes } from './index.ts';

const app = appAs(['products:read'], productRoutes(compiledProducts()));

describe('GET /products', () => {
  it('lists the products with their tables, KPIs and queries', async () => {
    const { items } = (await (await app.request('/products')).json()) as { items: Record<string, unknown>[] };
    expect(items.map((item) => item['name'])).toEqual(['telemetry', 'webhooks']);
    expect(items[0]).toMatchObject({
      event: { topic: 'telemetry.readings', latenessSeconds: 900 },
      queries: expect.arrayContaining([
        expect.objectContaining({
          name: 'telemetry.device_minutes',
          sql: expect.stringMatching(/^SELECT device, [^]*device = \$device/),
        }),
      ]),
      tables: expect.arrayContaining([
        expect.objectContaining({
          name: 'gold.telemetry_device_minutes',
          kept: 'a row per device, metric, minute',
          columns: expect.arrayContaining(['p95']),
        }),
      ]),
    });
  });

  it('gives one by its name, and says which there are when there is none', async () => {
    expect(await (await app.request('/products/webhooks')).json()).toMatchObject({ name: 'webhooks' });
    const missing = await app.request('/products/weather');
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ detail: expect.stringContaining('telemetry, webhooks') });
  });
});
