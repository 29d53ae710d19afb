import { DAY_MS, HOUR_MS, toRfc3339 } from '@dataforge/kernel';

/** A recorded series that plays a device. */
export interface Series {
  /** The file's name without its ending; part of every id. */
  readonly name: string;
  readonly gateway: string;
  readonly device: string;
  readonly metric: string;
  /** UCUM */
  readonly unit: string;
  /** Time in ms since the epoch as recorded, and value, in order. */
  readonly rows: readonly (readonly [number, number])[];
}

/** The series have a reading every five minutes; played so much faster, most minutes have one. */
const SPEED = 5;

/** The share of a series that is history; the rest is played live, in laps. */
const HISTORY = 0.9;

const liveFrom = (series: Series): number => Math.floor(series.rows.length * HISTORY);

/** Reads `timestamp,value` lines; times are taken as UTC. */
export function parseSeries(csv: string): Series['rows'] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [time = '', value = ''] = line.split(',');
      return [Date.parse(`${time.replace(' ', 'T')}Z`), Number(value)] as const;
    });
}

/** One CloudEvent as JSON. Its id says where it comes from, so that the same reading is the same event always. */
function readingEvent(series: Series, lap: number, row: number, timeMs: number): string {
  const [, value] = series.rows[row] as readonly [number, number];
  return JSON.stringify({
    specversion: '1.0',
    type: 'com.dataforge.telemetry.reading.v1',
    source: series.gateway,
    id: `${series.name}/${lap}/${row}`,
    subject: series.device,
    time: toRfc3339(timeMs),
    data: { deviceId: series.device, metric: series.metric, value, unit: series.unit },
  });
}

/**
 * History: the first part of every series, faster and shifted so that it ends at `anchor` (ms), cut at `keepDays` and in the
 * order of its times. The same for the same anchor.
 */
export function history(all: readonly Series[], anchor: number, keepDays: number): readonly string[] {
  const readings = all.flatMap((series) => {
    const end = liveFrom(series);
    const last = series.rows[end - 1]?.[0] ?? 0;
    return series.rows
      .slice(0, end)
      .map(([time], row) => ({ time: anchor - Math.round((last - time) / SPEED), series, row }));
  });
  return readings
    .filter(({ time }) => time >= anchor - keepDays * DAY_MS + HOUR_MS)
    .sort((a, b) => a.time - b.time)
    .map(({ time, series, row }) => readingEvent(series, 0, row, time));
}

/** The live reading of a step: the series take turns, and each begins its last part again when it is through. */
export function liveReading(all: readonly Series[], step: number, timeMs: number): string {
  const series = all[step % all.length] as Series;
  const turn = Math.floor(step / all.length);
  const first = liveFrom(series);
  const length = series.rows.length - first;
  return readingEvent(series, 1 + Math.floor(turn / length), first + (turn % length), timeMs);
}
