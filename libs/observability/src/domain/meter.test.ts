import { meter } from './meter.ts';
import { collect, type MetricDefinition } from './metrics.ts';

const requests: MetricDefinition = {
  name: 'dataforge_http_requests_total',
  help: 'Requests that were answered.',
  kind: 'counter',
  unit: 'count',
  labels: ['route', 'status'],
};

describe('metrics', () => {
  it('are counted for each value of their labels', async () => {
    const { add, source } = meter(requests);
    add(1, { route: '/events', status: '202' });
    add(2, { status: '202', route: '/events' });
    add(1, { route: '/events', status: '429' });

    expect((await source()).map(({ labels, value }) => [labels['status'], value])).toEqual([
      ['202', 3],
      ['429', 1],
    ]);
  });

  it('are those of all sources, without what one of them cannot tell', async () => {
    const { add, source } = meter(requests);
    add(1, { route: '/events', status: '202' });
    const failure = new Error('away');
    const failures: unknown[] = [];

    const samples = await collect([() => Promise.reject(failure), source], (error) => failures.push(error));

    expect(samples).toHaveLength(1);
    expect(failures).toEqual([failure]);
  });
});
