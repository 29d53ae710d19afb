import { meter } from '../../domain/meter.ts';
import type { MetricDefinition, MetricSource } from '../../domain/metrics.ts';
import { serveMetrics } from './index.ts';

const definition = (rest: Partial<MetricDefinition>): MetricDefinition => ({
  name: 'dataforge_http_requests_total',
  help: 'Requests that were answered.',
  kind: 'counter',
  unit: 'count',
  labels: ['route'],
  ...rest,
});

async function scraped(sources: readonly MetricSource[], path = '') {
  const failures: unknown[] = [];
  const server = await serveMetrics(
    { sources, onFailure: (error) => failures.push(error) },
    { host: '127.0.0.1', port: 0 },
  );
  const response = await fetch(`${server.url}${path}`);
  const text = await response.text();
  await server.close();
  return { status: response.status, type: response.headers.get('content-type'), text, failures };
}

describe('the metrics server', () => {
  it('shows the metrics of all sources and of the process', async () => {
    const requests = meter(definition({}));
    requests.add(3, { route: '/a "quoted"\\path' });
    const lag = definition({ name: 'dataforge_lag_records', kind: 'gauge', labels: [] });
    const { status, type, text } = await scraped([
      requests.source,
      async () => [{ metric: lag, labels: {}, value: 0.5 }],
    ]);

    expect(status).toBe(200);
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toContain('# HELP dataforge_http_requests_total Requests that were answered.\n');
    expect(text).toContain('# TYPE dataforge_http_requests_total counter\n');
    expect(text).toContain('dataforge_http_requests_total{route="/a \\"quoted\\"\\\\path"} 3\n');
    expect(text).toContain('# TYPE dataforge_lag_records gauge\ndataforge_lag_records 0.5\n');
    expect(text).toMatch(/^dataforge_nodejs_eventloop_lag_seconds \d/m);
  });

  it('shows what it can where a source fails, and says so', async () => {
    const requests = meter(definition({}));
    requests.add(1, { route: '/events' });
    const failure = new Error('away');
    const { status, text, failures } = await scraped([() => Promise.reject(failure), requests.source]);
    expect(status).toBe(200);
    expect(text).toContain('dataforge_http_requests_total{route="/events"} 1\n');
    expect(failures).toEqual([failure]);
  });

  it('has nothing else', async () => {
    expect((await scraped([], '/other')).status).toBe(404);
  });
});
