import type { QueryColumn } from '@dataforge/api-client';
import type { AnswerRows, QueryRow } from '../../api/query.ts';
import type { ChartLine } from '../../widgets/chart/chart-view.ts';
import type { SeriesPoint } from '../../widgets/series-point.ts';

/** Which columns a chart may have along, up and apart, by name. */
export interface ChartChoices {
  readonly x: readonly string[];
  readonly y: readonly string[];
  readonly by: readonly string[];
}

export interface ChartColumns {
  readonly x: string;
  readonly y: string;
  /** Rows that differ in it are lines of their own. */
  readonly by: string | undefined;
}

export interface AnswerChart {
  readonly lines: readonly ChartLine[];
  /** ms since the epoch */
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  /** Lines that there would be beyond those that are drawn. */
  readonly left: number;
}

const INKS = ['s1', 's2', 's3', 's4', 's5'] as const;
const STROKES = ['solid', 'dashed', 'dotted', 'dashed', 'solid'] as const;
const LETTERS = 'ABCDE';
/** As many as a plot has pixels, about, twice: of more, the highest and the lowest of each pixel are drawn. */
const MOST_POINTS = 4_000;
const NONE = 'none';

const named = (columns: readonly QueryColumn[], ...types: readonly QueryColumn['type'][]) =>
  columns.filter(({ type }) => types.includes(type)).map(({ name }) => name);

export const chartChoices = (columns: readonly QueryColumn[]): ChartChoices => ({
  x: named(columns, 'timestamp', 'date'),
  y: [...named(columns, 'number'), ...named(columns, 'integer')],
  by: [NONE, ...named(columns, 'string', 'boolean')],
});

/** The columns that were chosen, or the first that fit; undefined for an answer without times or without numbers. */
export function chartColumns(
  { columns, rows }: AnswerRows,
  chosen: {
    readonly x?: string | undefined;
    readonly y?: string | undefined;
    readonly by?: string | undefined;
  },
): ChartColumns | undefined {
  const choices = chartChoices(columns);
  const pick = (names: readonly string[], name: string | undefined) =>
    names.find((one) => one === name) ?? names[0];
  const [x, y] = [pick(choices.x, chosen.x), pick(choices.y, chosen.y)];
  if (x === undefined || y === undefined) return undefined;
  const telling = choices.by.slice(1).find((name) => {
    const place = placeOf(columns, name);
    return rows.some((row) => row[place] !== rows[0]?.[place]);
  });
  const by = pick(choices.by, chosen.by ?? telling);
  return { x, y, by: by === NONE ? undefined : by };
}

const placeOf = (columns: readonly QueryColumn[], name: string): number =>
  columns.findIndex((column) => column.name === name);

/** The rows as lines over time, those with the most rows first; undefined where no row has a time and a number. */
export function prepareChart(
  { columns, rows }: AnswerRows,
  { x, y, by }: ChartColumns,
): AnswerChart | undefined {
  const [time, value] = [placeOf(columns, x), placeOf(columns, y)];
  const apart = by === undefined ? -1 : placeOf(columns, by);
  const groups = new Map<string, SeriesPoint[]>();
  for (const row of rows) {
    const point = pointOf(row, time, value);
    if (!point) continue;
    const name = apart === -1 ? y : String(row[apart]);
    const points = groups.get(name);
    if (points) points.push(point);
    else groups.set(name, [point]);
  }
  const largest = [...groups].sort(([, a], [, b]) => b.length - a.length).slice(0, INKS.length);
  const sorted = largest.map(([name, points]) => [name, points.sort((a, b) => a.time - b.time)] as const);
  const drawn = sorted.flatMap(([, points]) => points);
  if (drawn.length === 0) return undefined;
  const extent = extentOf(drawn);
  return {
    ...extent,
    left: groups.size - largest.length,
    lines: sorted.map(([name, points], place) => ({
      key: name,
      name,
      label: largest.length === 1 ? name : `${LETTERS[place] ?? ''} ${name}`,
      ink: largest.length === 1 ? 'data' : (INKS[place] ?? 's5'),
      stroke: STROKES[place] ?? 'solid',
      strong: largest.length === 1,
      points: thinned(points, Math.floor(MOST_POINTS / largest.length)),
    })),
  };
}

function pointOf(row: QueryRow, time: number, value: number): SeriesPoint | undefined {
  const ms = Date.parse(String(row[time]));
  const number = row[value] === null ? null : Number(row[value]);
  if (!Number.isFinite(ms) || Number.isNaN(number)) return undefined;
  return { time: ms, value: number, partial: false, corrected: false };
}

function extentOf(points: readonly SeriesPoint[]) {
  let [from, to, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { time, value } of points) {
    from = Math.min(from, time);
    to = Math.max(to, time);
    low = Math.min(low, value ?? Infinity);
    high = Math.max(high, value ?? -Infinity);
  }
  return { from, to: to === from ? from + 60_000 : to, low, high };
}

/** Of every stretch of points its lowest and its highest in their order, so that no peak is lost; gaps stay where they were. */
export function thinned(points: readonly SeriesPoint[], most: number): readonly SeriesPoint[] {
  if (points.length <= most) return points;
  const size = Math.ceil((points.length / most) * 2);
  const kept: SeriesPoint[] = [];
  for (let start = 0; start < points.length; start += size) {
    const stretch = points.slice(start, start + size);
    const known = stretch.filter(({ value }) => value !== null);
    const gap = stretch.find(({ value }) => value === null);
    const by = (a: SeriesPoint, b: SeriesPoint) => (a.value as number) - (b.value as number);
    const ends = new Set([...known].sort(by).filter((_, at, all) => at === 0 || at === all.length - 1));
    if (gap) ends.add(gap);
    kept.push(...stretch.filter((point) => ends.has(point)));
  }
  return kept;
}
