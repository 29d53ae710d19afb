import type { Metric } from '../../api/metrics.ts';
import { formatChange, formatQuantity } from '../../numbers/format-number.ts';
import { clockOf, durationOf } from '../../time/format-time.ts';
import type { SeriesPoint } from '../series-point.ts';
import { sparkPath, type Spark } from './spark-path.ts';

/** The first of these that holds is the tile's state. */
export type TileState = 'empty' | 'stale' | 'critical' | 'warn' | 'corrected' | 'partial' | 'ok';

export interface TileView {
  readonly title: string;
  readonly scope: string;
  readonly state: TileState;
  /** The state in words. */
  readonly says: string;
  readonly value: string;
  readonly unit: string;
  /** Against the stretch before; absent where there is nothing to compare with. */
  readonly change?: string;
  readonly spark: Spark;
  /** Append time of the newest record behind the value, ms since the epoch. */
  readonly asOf: number | null;
  /** The whole tile as one sentence, for whoever cannot see it. */
  readonly sentence: string;
}

export interface TileContext {
  /** What is shown, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly compare: boolean;
}

/** Everything that a tile shows, decided from a metric whose points reach back over the stretch before. */
export function prepareTile(metric: Metric, context: TileContext): TileView {
  const { current, points = [], title, product, unit } = metric;
  const { from, to, compare } = context;
  const all = points.map((point) => ({ ...point, time: Date.parse(point.time) }));
  const shown = all.filter(({ time }) => time >= from && time < to);
  const [now, before] = [meanOf(shown), meanOf(all.filter(({ time }) => time < from))];
  const state = stateOf(metric);
  const quantity = current.value === null ? { text: '–', unit: '' } : formatQuantity(current.value, unit);
  const says = wordsOf(state, metric);
  return {
    title,
    scope: product,
    state,
    says,
    value: quantity.text,
    unit: quantity.unit,
    ...(compare && now !== null && before !== null && { change: formatChange(now, before, unit) }),
    spark: sparkPath(shown, [from, to], { threshold: thresholdOf(metric) }),
    asOf: current.asOf,
    sentence: `${title}, ${product}: ${[quantity.text, quantity.unit].filter(Boolean).join(' ')}. ${says}.`,
  };
}

/** The limit that a value meets first. */
const thresholdOf = ({ warn, critical }: Metric): number | undefined => {
  const limit = warn ?? critical;
  return limit && ('above' in limit ? limit.above : limit.below);
};

/** How far the newest value is to be trusted. */
export function stateOf({ current }: Metric): TileState {
  if (current.time === null) return 'empty';
  if (current.stale) return 'stale';
  if (current.state === 'critical' || current.state === 'warn') return current.state;
  if (current.corrected) return 'corrected';
  return current.partial ? 'partial' : 'ok';
}

const WORDS: Readonly<Record<TileState, string>> = {
  empty: 'no event of this kind yet',
  stale: 'stale',
  critical: 'beyond its critical limit',
  warn: 'beyond its warning limit',
  corrected: 'corrected',
  partial: 'last window open',
  ok: 'as it should be',
};

export function wordsOf(state: TileState, { current, grain }: Metric): string {
  if (state === 'stale' && current.asOf !== null) return `stale · as of ${clockOf(current.asOf)}`;
  if (state === 'corrected' && current.time !== null) return `${clockOf(Date.parse(current.time))} corrected`;
  if (state === 'partial') return `last ${grain} open`;
  return WORDS[state];
}

/** Of the windows that are closed: one that is open would make a sum look small. */
const meanOf = (points: readonly Pick<SeriesPoint, 'value' | 'partial'>[]): number | null => {
  const values = points.flatMap(({ value, partial }) => (value === null || partial ? [] : [value]));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
};

/** How old a value is, in words; the dash of a value that never was. */
export const ageText = (asOf: number | null, now: number): string =>
  asOf === null ? '–' : durationOf(Math.max(0, now - asOf));
