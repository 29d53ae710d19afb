import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A series whose anomalies are known. Times in ms since the epoch. */
export interface LabelledSeries {
  readonly name: string;
  readonly stepMs: number;
  readonly points: readonly { readonly time: number; readonly value: number }[];
  /** First and last instant of each. */
  readonly windows: readonly (readonly [number, number])[];
}

const MINUTE_MS = 60_000;

/** Length of a bucket in minutes. */
const RECORDED = {
  'ambient_temperature_system_failure.csv': { name: 'ambient', minutes: 60 },
  'machine_temperature_system_failure.csv': { name: 'machine', minutes: 5 },
  'speed_7578.csv': { name: 'speed', minutes: 5 },
} as const;

type File = keyof typeof RECORDED;

/** The recorded series of the workspace with their labels, each put into buckets whose value is the mean. */
export function recordedSeries(folder: string): readonly LabelledSeries[] {
  const labels = JSON.parse(readFileSync(join(folder, 'anomaly_windows.json'), 'utf8')) as Readonly<
    Record<File, readonly (readonly [string, string])[]>
  >;
  return (Object.keys(RECORDED) as File[]).map((file) => {
    const { name, minutes } = RECORDED[file];
    const stepMs = minutes * MINUTE_MS;
    const rows = readFileSync(join(folder, file), 'utf8').trim().split('\n').slice(1);
    return {
      name,
      stepMs,
      points: bucketMeans(rows, stepMs),
      windows: labels[file].map(([from, to]) => [timeOf(from), timeOf(to)] as const),
    };
  });
}

/** Recorded times have no offset; they are taken as UTC. */
const timeOf = (text: string): number => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);

function bucketMeans(rows: readonly string[], stepMs: number): LabelledSeries['points'] {
  const buckets = new Map<number, { sum: number; count: number }>();
  for (const row of rows) {
    const [time = '', value = ''] = row.split(',');
    const start = Math.floor(timeOf(time) / stepMs) * stepMs;
    const held = buckets.get(start) ?? { sum: 0, count: 0 };
    buckets.set(start, { sum: held.sum + Number(value), count: held.count + 1 });
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([time, { sum, count }]) => ({ time, value: sum / count }));
}
