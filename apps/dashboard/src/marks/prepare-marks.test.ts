import type { SeriesPoint } from '../widgets/series-point.ts';
import { prepareMarks } from './prepare-marks.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 23, 14);

const point = (minute: number, value: number | null, marks: Partial<SeriesPoint> = {}): SeriesPoint => ({
  time: T0 + minute * MINUTE,
  value,
  partial: false,
  corrected: false,
  ...marks,
});

const alert = {
  id: 'a',
  rule: 'r',
  kind: 'threshold',
  severity: 'warning',
  product: 'telemetry',
  title: 'Quarantine rate above 1.0 %',
  cause: '',
  value: null,
  threshold: null,
  unit: '1',
  occurrences: 1,
  runbook: '/docs/runbooks/threshold',
  since: new Date(T0 + MINUTE).toISOString(),
  updatedAt: new Date(T0 + MINUTE).toISOString(),
  state: 'open',
} as const;

const context = {
  kpi: 'telemetry.temperature',
  unit: 'K',
  stepMs: MINUTE,
  points: [],
  alerts: [],
  anomalies: [],
};

describe('the marks of a series', () => {
  it('are gaps as stretches, without the windows that are still open', () => {
    const points = [
      point(0, 1),
      point(1, null),
      point(2, null),
      point(3, 1),
      point(4, null),
      point(5, null, { partial: true }),
    ];

    const marks = prepareMarks({ ...context, points });

    expect(marks.map(({ kind, from, to }) => [kind, (from - T0) / MINUTE, (to - T0) / MINUTE])).toEqual([
      ['gap', 1, 3],
      ['gap', 4, 5],
    ]);
  });

  it('say what late events made of a value', () => {
    const marks = prepareMarks({ ...context, points: [point(0, 304.05, { corrected: true })] });

    expect(marks[0]).toMatchObject({ kind: 'corrected', says: 'corrected by late events, now 304.05 K' });
  });

  it('are the alerts of the KPI and of its product, not those of other KPIs; an open one lasts', () => {
    const marks = prepareMarks({
      ...context,
      points: [point(0, 1), point(9, 1)],
      alerts: [
        alert,
        { ...alert, kpi: 'telemetry.speed' },
        { ...alert, kpi: 'telemetry.temperature', since: new Date(T0).toISOString() },
      ],
    });

    expect(marks.map(({ from, to }) => [(from - T0) / MINUTE, (to - T0) / MINUTE])).toEqual([
      [0, 10],
      [1, 10],
    ]);
  });

  it('say by how much a value was not expected', () => {
    const [mark] = prepareMarks({
      ...context,
      anomalies: [
        {
          kpi: context.kpi,
          from: new Date(T0).toISOString(),
          to: new Date(T0 + MINUTE).toISOString(),
          score: 4.62,
          value: 312.48,
          expected: { low: 308.98, mid: 310, high: 310.88 },
          direction: 'above',
          product: 'telemetry',
          detectedAt: new Date(T0 + MINUTE).toISOString(),
        },
      ],
    });

    expect(mark?.says).toBe('312.48 K, above the expected 308.98 K to 310.88 K, score 4.6');
  });
});
