import type { Metric } from '../../api/metrics.ts';
import { prepareExplored, type ExploredAnswers } from './prepare-explored.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 23, 14);
const whole = { from: T0, to: T0 + 3 * MINUTE };

const metric = (from: number, values: readonly number[]) =>
  ({
    kpi: 'telemetry.temperature',
    title: 'Temperature',
    unit: 'K',
    points: values.map((value, minute) => ({
      time: new Date(from + minute * MINUTE).toISOString(),
      value,
      corrected: false,
      partial: false,
    })),
  }) as unknown as Metric;

const answers: ExploredAnswers = {
  series: metric(T0, [310, 311, 312]),
  before: metric(T0 - 3 * MINUTE, [309, 309, 309]),
  rows: undefined,
  rowsBefore: undefined,
  alerts: [],
  anomalies: [],
  bands: [{ kpi: 'telemetry.speed', time: '', low: 1, mid: 1.5, high: 2 }],
};

const context = { search: {}, dimension: undefined, stepMs: MINUTE, whole } as const;

const kiln = { series: 'kiln', rank: 1, groups: 2 };
const mill = { series: 'mill', rank: 2, groups: 2 };

describe('what the Explore page shows', () => {
  it('is the KPI as one line, compared with the stretch before; of other KPIs nothing', () => {
    const view = prepareExplored(answers, context);

    expect(view.groups.map(({ name }) => name)).toEqual(['Temperature']);
    expect(view.change).toBe('▲ 2.00\u00a0K');
    expect(view.bands).toEqual([]);
  });

  it('sums up what is zoomed to', () => {
    const zoom = `${new Date(T0 + MINUTE).toISOString()}..`;

    const view = prepareExplored(answers, { ...context, search: { zoom } });

    expect(view.summary).toMatchObject({ min: 311, max: 312, mean: 311.5 });
  });

  it('is a line for each group; the one looked at is that of the address, or the first', () => {
    const rows = [
      { ...kiln, time: T0, value: 310 },
      { ...mill, time: T0, value: 304 },
    ];

    const of = (search: object) =>
      prepareExplored({ ...answers, rows }, { ...context, dimension: 'device', search });

    expect(of({}).focus?.name).toBe('kiln');
    expect(of({ focus: 'mill', hide: ['kiln'] })).toMatchObject({
      focus: { name: 'mill' },
      hidden: ['kiln'],
    });
    expect(of({ focus: 'gone' }).focus?.name).toBe('kiln');
    expect(of({}).change).toBeUndefined();
  });
});
