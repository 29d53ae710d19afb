import type { SeriesPoint } from '../series-point.ts';
import { chartOption, stretchesOf } from './chart-option.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { ChartLine, ChartView } from './chart-view.ts';

const theme = new Proxy({}, { get: (_, token) => `the ${String(token)} token` }) as ChartTheme;

const point = (time: number, value: number | null, marks: Partial<SeriesPoint> = {}): SeriesPoint => ({
  time,
  value,
  partial: false,
  corrected: false,
  ...marks,
});

const line = (points: readonly SeriesPoint[], changes: Partial<ChartLine> = {}): ChartLine => ({
  key: 'kiln',
  name: 'kiln',
  ink: 's1',
  stroke: 'solid',
  strong: false,
  points,
  ...changes,
});

interface Drawn {
  readonly data: readonly {
    readonly value: readonly [number, number | null];
    readonly symbolSize?: number;
    readonly label?: object;
  }[];
  readonly lineStyle: { readonly type: unknown; readonly color: string };
}

const drawn = (view: Partial<ChartView>): readonly Drawn[] =>
  chartOption({ from: 0, to: 100, unit: 'K', lines: [], labelled: true, ...view }, theme)[
    'series'
  ] as Drawn[];

describe('what a chart draws', () => {
  it('keeps gaps as gaps, and makes a point between two of them a dot', () => {
    const [series] = drawn({
      lines: [line([point(0, 1), point(10, 2), point(20, null), point(30, 3), point(40, null)])],
    });

    expect(series?.data.map(({ value }) => value[1])).toEqual([1, 2, null, 3, null]);
    expect(series?.data.map(({ symbolSize }) => symbolSize)).toEqual([0, 0, undefined, 5, undefined]);
  });

  it('dashes the open window, from the last whole point on', () => {
    const [whole, open] = drawn({
      lines: [line([point(0, 1), point(10, 2), point(20, 3, { partial: true })])],
    });

    expect(whole?.data.map(({ value }) => value[0])).toEqual([0, 10]);
    expect(open?.data.map(({ value }) => value[0])).toEqual([10, 20]);
    expect(open?.lineStyle.type).toEqual([3, 3]);
  });

  it('marks a corrected value by a shape and a colour', () => {
    const [series] = drawn({ lines: [line([point(0, 1, { corrected: true }), point(10, 2)])] });

    expect(series?.data[0]).toMatchObject({ symbol: 'diamond', itemStyle: { color: 'the corr token' } });
  });

  it('draws what is visible, so that the heights are those of what is seen', () => {
    const points = [0, 10, 20, 30, 40, 50].map((time) => point(time, time));

    const [series] = drawn({ from: 20, to: 30, lines: [line(points)] });

    expect(series?.data.map(({ value }) => value[0])).toEqual([20, 30]);
  });

  it('labels the last value of a line where there is room', () => {
    const lines = [line([point(0, 1), point(10, 2), point(20, null)], { label: 'A kiln' })];

    expect(drawn({ lines })[0]?.data.map(({ label }) => label)).toEqual([
      undefined,
      expect.objectContaining({ formatter: 'A kiln' }),
      undefined,
    ]);
    expect(drawn({ lines, labelled: false })[0]?.data[1]?.label).toBeUndefined();
  });

  it('stacks a band on its lower edge', () => {
    const series = drawn({ bands: [{ key: 'kiln', points: [{ time: 0, low: -2, high: 3 }] }] });

    expect(series.map(({ data }) => data)).toEqual([[[0, -2]], [[0, 5]]]);
  });
});

describe('the stretches of a line', () => {
  it('has no open one where the last windows have no value yet', () => {
    const points = [point(0, 1), point(10, null, { partial: true })];

    expect(stretchesOf(points)).toEqual({ whole: points, open: [] });
  });
});
