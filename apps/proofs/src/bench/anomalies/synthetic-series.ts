import { seededRandom } from '@dataforge/testkit';
import type { LabelledSeries } from './labelled-series.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BEGIN = Date.UTC(2026, 0, 5);

interface Shape {
  readonly name: string;
  readonly stepMs: number;
  readonly days: number;
  /** What is usual at a time, in units of the noise. */
  usual(time: number): number;
  noise(normal: () => number): number;
  /** Added during a label; 1 is its begin and 0 its end. */
  readonly anomaly?: {
    readonly count: number;
    readonly lengthMs: number;
    readonly size: number;
    readonly lasting?: boolean;
  };
  /** Share of the buckets without a value. */
  readonly gaps?: number;
}

const day = (time: number): number => 3 * Math.sin((2 * Math.PI * time) / DAY_MS);
const workday = (time: number): number => {
  const weekday = new Date(time).getUTCDay();
  return weekday === 0 || weekday === 6 ? -4 : day(time) + 2;
};
const drift = (time: number): number => (0.15 * (time - BEGIN)) / DAY_MS;
const flat = () => 0;
const normal = (draw: () => number) => draw();
/** Student's t with three degrees of freedom, of variance 1. */
const heavy = (draw: () => number) =>
  draw() / Math.sqrt((draw() ** 2 + draw() ** 2 + draw() ** 2) / 3) / Math.sqrt(3);

const SPIKES = { count: 6, lengthMs: 15 * MINUTE_MS, size: 8 };
const FIVE = 5 * MINUTE_MS;

/** No setting was chosen by any of these. */
const SHAPES: readonly Shape[] = [
  { name: 'noise, nothing else', stepMs: FIVE, days: 42, usual: flat, noise: normal },
  { name: 'heavy tails, nothing else', stepMs: FIVE, days: 42, usual: flat, noise: heavy },
  { name: 'drift, nothing else', stepMs: FIVE, days: 42, usual: drift, noise: normal },
  { name: 'daily and spikes', stepMs: FIVE, days: 42, usual: day, noise: normal, anomaly: SPIKES },
  {
    name: 'weekly and spikes',
    stepMs: HOUR_MS,
    days: 84,
    usual: workday,
    noise: normal,
    anomaly: { ...SPIKES, lengthMs: 3 * HOUR_MS },
  },
  {
    name: 'daily, gaps and spikes',
    stepMs: FIVE,
    days: 42,
    usual: day,
    noise: normal,
    gaps: 0.3,
    anomaly: SPIKES,
  },
  {
    name: 'heavy tails and outages',
    stepMs: FIVE,
    days: 42,
    usual: day,
    noise: heavy,
    anomaly: { count: 6, lengthMs: 2 * HOUR_MS, size: -8 },
  },
  {
    name: 'level shifts',
    stepMs: FIVE,
    days: 42,
    usual: flat,
    noise: normal,
    anomaly: { count: 4, lengthMs: DAY_MS, size: 6, lasting: true },
  },
  {
    name: 'daily and level shifts',
    stepMs: FIVE,
    days: 42,
    usual: day,
    noise: normal,
    anomaly: { count: 4, lengthMs: DAY_MS, size: 6, lasting: true },
  },
];

/** Of each shape one series per seed, with its anomalies spread over the last two thirds. */
export const syntheticSeries = (seeds: readonly number[]): readonly LabelledSeries[] =>
  SHAPES.flatMap((shape, index) => seeds.map((seed) => seriesOf(shape, seed * 100 + index)));

function seriesOf(
  { name, stepMs, days, usual, noise, anomaly, gaps = 0 }: Shape,
  seed: number,
): LabelledSeries {
  const random = seededRandom(seed);
  // Box and Muller 1958.
  const draw = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const count = anomaly?.count ?? 0;
  const part = ((2 / 3) * days * DAY_MS) / Math.max(1, count);
  const windows = Array.from({ length: count }, (_, index) => {
    const from = BEGIN + (days * DAY_MS) / 3 + index * part + random.next() * (part - 2 * DAY_MS);
    const start = Math.floor(from / stepMs) * stepMs;
    return [start, start + (anomaly?.lengthMs ?? 0) - stepMs] as const;
  });
  const signs = windows.map(() => (anomaly?.lasting && random.next() < 0.5 ? -1 : 1));
  const added = (time: number) =>
    windows.reduce(
      (sum, [from, to], index) =>
        from <= time && (anomaly?.lasting || time <= to)
          ? sum + (signs[index] as number) * (anomaly?.size ?? 0)
          : sum,
      0,
    );
  const points = Array.from({ length: (days * DAY_MS) / stepMs }, (_, index) => {
    const time = BEGIN + index * stepMs;
    return { time, value: 50 + usual(time) + noise(draw) + added(time), missing: random.next() < gaps };
  });
  return { name, stepMs, windows, points: points.filter(({ missing }) => !missing) };
}
