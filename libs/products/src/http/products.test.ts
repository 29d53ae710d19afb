import { OpenAPIHono } from '@hono/zod-openapi';
import { HttpProblem, problemResponse, type ApiEnv } from '@dataforge/http';
import { compiledProducts } from '../testing/index.ts';
import { productRoutes } from './index.ts';

const app = new OpenAPIHono<ApiEnv>();
app.onError((error) => {
  if (error instanceof HttpProblem) return problemResponse(error.problem);
  throw error;
});
app.use((context, next) => {
  context.set('principal', { subject: 's', roles: ['viewer'], permissions: new Set(['products:read']) });
  return next();
});
productRoutes(compiledProducts())(app);

describe('GET /products', () => {
  it('lists the products with their tables, KPIs and queries', async () => {
    const { items } = (await (await app.request('/products')).json()) as { items: Record<string, unknown>[] };
    expect(items.map((item) => item['name'])).toEqual(['telemetry', 'webhooks']);
    expect(items[0]).toMatchObject({
      event: { topic: 'telemetry.readings', latenessSeconds: 900 },
      queries: expect.arrayContaining([expect.objectContaining({ name: 'telemetry.device_minutes' })]),
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
