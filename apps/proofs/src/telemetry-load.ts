import { seededRandom } from '@dataforge/testkit';

/** Shares of the load, as fractions of the events. */
export interface LoadShape {
  readonly events: number;
  readonly duplicates: number;
  readonly violations: number;
  readonly late: number;
  readonly conflicts: number;
  readonly seed: number;
  /** In front of the numbers of the ids, so that loads do not share them; "r" if nothing is said. */
  readonly name?: string;
  /** Few enough that windows hold several readings. */
  readonly devices: number;
  /** Event times end here, ms since the epoch, and lie within the hour before (late ones three days earlier). */
  readonly endMs: number;
}

export interface ExpectedReading {
  readonly source: string;
  readonly id: string;
  readonly device: string;
  readonly metric: string;
  readonly value: number;
}

export interface TelemetryLoad {
  /** One CloudEvent a line, in the order to be sent. */
  readonly lines: readonly string[];
  /** What silver must hold, by `source id`: the distinct valid events, as first sent. */
  readonly expected: ReadonlyMap<string, ExpectedReading>;
  readonly violations: number;
  readonly conflicts: number;
}

const METRICS = ['temperature', 'pressure', 'current'] as const;
const UNITS = { temperature: 'K', pressure: 'Pa', current: 'A' } as const;
const THREE_DAYS_MS = 3 * 86_400_000;

const VIOLATIONS: readonly ((data: Record<string, unknown>) => Record<string, unknown>)[] = [
  (data) => ({ ...data, value: 'warm' }),
  (data) => ({ ...data, unit: 'furlong' }),
  ({ metric: _left, ...data }) => data,
  (data) => ({ ...data, quality: 'splendid' }),
];

/** A load with faults at known shares, the same for the same seed. Copies and conflicts come after their originals. */
export function telemetryLoad(shape: LoadShape): TelemetryLoad {
  const { name = 'r' } = shape;
  const random = seededRandom(shape.seed);
  const pick = (n: number): number => Math.floor(random.next() * n);
  const lines: string[] = [];
  const valid: { line: string; event: Record<string, unknown> }[] = [];
  const expected = new Map<string, ExpectedReading>();
  let [violations, conflicts] = [0, 0];
  // So far back that the original was acknowledged before, whatever the batches.
  const distance = Math.min(1_000, shape.events / 5);
  for (let n = 0; n < shape.events; n += 1) {
    const draw = random.next();
    const original = valid.length > distance ? valid[pick(valid.length - distance)] : undefined;
    if (original && draw < shape.duplicates) {
      lines.push(original.line);
      continue;
    }
    if (original && draw < shape.duplicates + shape.conflicts) {
      conflicts += 1;
      const data = original.event['data'] as Record<string, unknown>;
      lines.push(JSON.stringify({ ...original.event, data: { ...data, value: Number(data['value']) + 1 } }));
      continue;
    }
    const reading = readingOf(`${name}-${n}`, shape.devices, pick, random.next());
    const bad = random.next() < shape.violations;
    const late = random.next() < shape.late;
    const time =
      shape.endMs - Math.floor(((shape.events - n) / shape.events) * 3_600_000) - (late ? THREE_DAYS_MS : 0);
    const event = eventOf(reading, time);
    if (bad) {
      violations += 1;
      const data = (VIOLATIONS[pick(VIOLATIONS.length)] as (typeof VIOLATIONS)[number])(event.data);
      lines.push(JSON.stringify({ ...event, data }));
      continue;
    }
    const line = JSON.stringify(event);
    lines.push(line);
    valid.push({ line, event });
    expected.set(`${reading.source} ${reading.id}`, reading);
  }
  return { lines, expected, violations, conflicts };
}

function readingOf(
  id: string,
  devices: number,
  pick: (n: number) => number,
  chance: number,
): ExpectedReading {
  const device = pick(devices);
  const metric = METRICS[pick(METRICS.length)] as (typeof METRICS)[number];
  return {
    source: `/gateways/${device % 50}`,
    id,
    device: `device-${device}`,
    metric,
    value: Math.round(chance * 1_000_000) / 1_000,
  };
}

const eventOf = (reading: ExpectedReading, timeMs: number) => ({
  specversion: '1.0',
  type: 'com.dataforge.telemetry.reading.v1',
  source: reading.source,
  id: reading.id,
  subject: reading.device,
  time: new Date(timeMs).toISOString(),
  data: {
    deviceId: reading.device,
    metric: reading.metric,
    value: reading.value,
    unit: UNITS[reading.metric as keyof typeof UNITS],
  },
});
