import type { QueryAnswer } from '@dataforge/api-client';
import { chartChoices, chartColumns, prepareChart, thinned } from './prepare-chart.ts';

const columns: QueryAnswer['columns'] = [
  { name: 'device', type: 'string' },
  { name: 'minute', type: 'timestamp' },
  { name: 'count', type: 'integer' },
  { name: 'mean', type: 'number' },
];
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 14, minute)).toISOString();
const answer = {
  columns,
  rows: [
    ['b', at(1), 30, 2],
    ['a', at(1), 30, 5],
    ['a', at(0), 30, 4],
    ['a', at(2), 30, null],
  ],
};

describe('the chart of an answer', () => {
  it('has times along, numbers up, and a line for each text', () => {
    expect(chartChoices(columns)).toEqual({ x: ['minute'], y: ['mean', 'count'], by: ['none', 'device'] });
    expect(chartColumns(answer, {})).toEqual({ x: 'minute', y: 'mean', by: 'device' });
    expect(chartColumns(answer, { y: 'count', by: 'none' })).toEqual({
      x: 'minute',
      y: 'count',
      by: undefined,
    });
    expect(chartColumns(answer, { y: 'gone' })?.y).toBe('mean');
  });

  it('does not set apart what is the same in all rows', () => {
    expect(chartColumns({ columns, rows: answer.rows.slice(1) }, {})?.by).toBeUndefined();
  });

  it('is none without times or without numbers', () => {
    expect(chartColumns({ columns: columns.slice(2), rows: [] }, {})).toBeUndefined();
    expect(chartColumns({ columns: columns.slice(0, 2), rows: [] }, {})).toBeUndefined();
    expect(prepareChart({ columns, rows: [] }, { x: 'minute', y: 'mean', by: undefined })).toBeUndefined();
  });

  it('draws lines in the order of time, the longest first, gaps as gaps', () => {
    const chart = prepareChart(answer, { x: 'minute', y: 'mean', by: 'device' });

    expect(chart?.lines.map(({ label, points }) => [label, points.map(({ value }) => value)])).toEqual([
      ['A a', [4, 5, null]],
      ['B b', [2]],
    ]);
    expect(chart).toMatchObject({ from: Date.parse(at(0)), to: Date.parse(at(2)), low: 2, high: 5, left: 0 });
  });

  it('draws five lines, and says how many are left out', () => {
    const rows = Array.from({ length: 7 }, (_, n) => [`d${n}`, at(n), 1, n]);
    const chart = prepareChart({ columns, rows }, { x: 'minute', y: 'mean', by: 'device' });

    expect([chart?.lines.length, chart?.left]).toEqual([5, 2]);
  });

  it('keeps the peaks and the gaps of more points than there is room for', () => {
    const points = Array.from({ length: 100_000 }, (_, time) => ({
      time,
      value: time === 70_001 ? 99 : time === 50_000 ? null : Math.sin(time),
      partial: false,
      corrected: false,
    }));

    const kept = thinned(points, 1_000);

    expect(kept.length).toBeLessThanOrEqual(1_001);
    expect(kept.some(({ value }) => value === 99)).toBe(true);
    expect(kept.some(({ value }) => value === null)).toBe(true);
    expect(kept.every(({ time }, place) => place === 0 || time > (kept[place - 1]?.time ?? 0))).toBe(true);
  });
});
