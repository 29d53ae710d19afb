import type { EChartsCoreOption } from 'echarts/core';
import { formatNumber } from '../../numbers/format-number.ts';
import type { SeriesPoint } from '../series-point.ts';
import type { ChartTheme } from './chart-theme.ts';
import { digitsAlong, valueRange, type ValueRange } from './value-range.ts';
import { plotRoom, type ChartBand, type ChartLimit, type ChartLine, type ChartView } from './chart-view.ts';

/** A view as echarts draws it: the axes, and every line as stretches that are whole, open or alone. */
export function chartOption(view: ChartView, theme: ChartTheme): EChartsCoreOption {
  const { from, to, unit, lines, bands = [], limits = [] } = view;
  const range = valueRange(view);
  return {
    animation: false,
    textStyle: { fontFamily: theme.sans },
    grid: { ...plotRoom(view), outerBoundsMode: 'none' },
    xAxis: {
      type: 'time',
      min: from,
      max: to,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { show: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: true,
      ...range,
      axisLabel: {
        color: theme['text-3'],
        fontSize: 11,
        formatter: (value: number) => axisText(value, unit, range),
      },
      splitLine: { lineStyle: { color: theme.line } },
    },
    series: [
      ...bands.flatMap((band) => bandSeries(band, view, theme)),
      ...limits.map((limit) => limitSeries(limit, view, theme)),
      ...lines.flatMap((line) => lineSeries(line, view, theme)),
    ],
  };
}

const SECOND_MS = 1_000;

/** Milliseconds from a second on as seconds, the same for all lines of the axis. */
function axisText(value: number, unit: string, range: ValueRange | undefined): string {
  if (!range) return '';
  const inSeconds = unit === 'ms' && range.max >= SECOND_MS;
  const [size, name] = inSeconds ? [SECOND_MS, 's'] : [1, unit];
  const text = formatNumber(value / size, digitsAlong(range.interval / size));
  return name === '' ? text : `${text} ${name}`;
}

const visible = <T extends { readonly time: number }>(
  points: readonly T[],
  { from, to }: ChartView,
): readonly T[] => points.filter(({ time }) => time >= from && time <= to);

const BASE = { type: 'line', silent: true, symbol: 'none', showAllSymbol: true } as const;

function bandSeries(band: ChartBand, view: ChartView, theme: ChartTheme): readonly object[] {
  const points = visible(band.points, view);
  const edge = { ...BASE, stack: `band ${band.key}`, stackStrategy: 'all', lineStyle: { opacity: 0 } };
  return [
    { ...edge, data: points.map(({ time, low }) => [time, low]) },
    {
      ...edge,
      data: points.map(({ time, low, high }) => [time, high - low]),
      areaStyle: { color: theme['data-soft'], opacity: 1 },
    },
  ];
}

function limitSeries({ value, says, tone }: ChartLimit, { from, to }: ChartView, theme: ChartTheme): object {
  const label = {
    show: true,
    position: 'insideBottomLeft',
    formatter: says,
    color: theme['text-2'],
    backgroundColor: theme.surface,
    padding: [2, 4],
    fontSize: 11,
  };
  return {
    ...BASE,
    lineStyle: { color: theme[`${tone}-fill`], width: 1, type: [2, 3] },
    data: [{ value: [from, value], symbol: 'circle', symbolSize: 1, label }, [to, value]],
  };
}

/** The height is said, for else it is the width of a sign that not every system has. */
const END_LABEL = { show: true, position: 'right', fontSize: 11, lineHeight: 14, fontWeight: 600 } as const;

const LABEL_GAP = 8;

/**
 * Labels that would lie on each other move up or down. The place is counted from the point: echarts moves no label whose
 * place is not given, and the label's own is that of the drawing before.
 */
const apart = ({ rect }: { readonly rect: Pick<DOMRect, 'x' | 'y' | 'width' | 'height'> }) => ({
  x: rect.x + rect.width + LABEL_GAP,
  y: rect.y + rect.height / 2,
  moveOverlap: 'shiftY',
});

const DASHES = { solid: 'solid', dashed: [5, 4], dotted: [1, 3.5] } as const;

function lineSeries(line: ChartLine, view: ChartView, theme: ChartTheme): readonly object[] {
  const { whole, open } = stretchesOf(visible(line.points, view));
  const color = theme[line.ink];
  const style = { color, width: line.strong ? 2.25 : 1.5, cap: line.stroke === 'dotted' ? 'round' : 'butt' };
  const label =
    view.labelled && line.label !== undefined ? { ...END_LABEL, formatter: line.label, color } : undefined;
  const base = { ...BASE, z: line.strong ? 4 : 3, labelLayout: apart };
  const items = (points: readonly SeriesPoint[], isEnd: boolean) => {
    const last = isEnd ? points.findLastIndex(({ value }) => value !== null) : -1;
    return points.map((point, place) => ({
      ...itemOf(point, [points[place - 1], points[place + 1]], { color, corrected: theme.corr }),
      ...(place === last && label && { label }),
    }));
  };
  const solid = { ...base, name: line.name, lineStyle: { ...style, type: DASHES[line.stroke] } };
  if (open.length === 0) return [{ ...solid, data: items(whole, true) }];
  return [
    { ...solid, data: items(whole, false) },
    { ...base, lineStyle: { ...style, type: [3, 3] }, data: items(open, true) },
  ];
}

/** The points that are whole, and those that are open with the last whole one before them. */
export function stretchesOf(points: readonly SeriesPoint[]): {
  readonly whole: readonly SeriesPoint[];
  readonly open: readonly SeriesPoint[];
} {
  const firstOpen = points.findIndex(({ partial, value }) => partial && value !== null);
  if (firstOpen === -1) return { whole: points, open: [] };
  return { whole: points.slice(0, firstOpen), open: points.slice(Math.max(0, firstOpen - 1)) };
}

/** A point by itself is a dot, or it would not be seen; a corrected one is a diamond; any other a dot of no size. */
function itemOf(
  { time, value, corrected }: SeriesPoint,
  neighbours: readonly (SeriesPoint | undefined)[],
  ink: { readonly color: string; readonly corrected: string },
): object {
  const alone = neighbours.every((point) => point === undefined || point.value === null);
  if (value === null) return { value: [time, null] };
  const mark = corrected
    ? { symbol: 'diamond', symbolSize: 9, itemStyle: { color: ink.corrected } }
    : { symbol: 'circle', symbolSize: alone ? 5 : 0, itemStyle: { color: ink.color } };
  return { value: [time, value], ...mark };
}
