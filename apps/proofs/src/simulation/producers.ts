import { DAY_MS, HOUR_MS, MINUTE_MS, type Random } from '@dataforge/kernel';

export interface Reading {
  readonly source: string;
  readonly id: string;
  /** Of the event, ms since the epoch. */
  readonly time: number;
  readonly device: string;
  readonly metric: string;
  readonly value: number;
}

export interface Producers {
  /** What is to be sent next, the same until it is acknowledged; empty when all has been. */
  batch(now: number): readonly string[];
  /** The batch was acknowledged. */
  acknowledged(): void;
  /** True while a batch was sent and not acknowledged. */
  readonly waiting: boolean;
  readonly done: boolean;
  /** Every line that was acknowledged. */
  readonly told: ReadonlySet<string>;
  /** Whether a line was made here. */
  made(line: string): boolean;
  /** What a line says; undefined if it breaks the contract. */
  readingIn(line: string): Reading | undefined;
}

const UNITS = { temperature: 'K', pressure: 'Pa', current: 'A' } as const;
const METRICS = Object.keys(UNITS) as (keyof typeof UNITS)[];
const MOST_IN_A_BATCH = 15;

/** How an event differs from a plain one, with weights out of 100; what is left is plain. */
const KINDS = [
  ['copy', 8],
  ['re-dated copy', 5],
  ['conflict', 4],
  ['violation', 5],
  ['late', 6],
  ['ahead', 2],
  ['too old', 2],
] as const;
type Kind = (typeof KINDS)[number][0] | 'plain';

/**
 * Producers of `events` readings that are made when they are first sent: plain ones, copies, copies under another time, the
 * same id with another value, violations, late ones, some by a clock that is ahead, some older than silver keeps. What is
 * copied happened within the last day, well within the dedupe horizon.
 */
export function producers(events: number, random: Random): Producers {
  const made = new Map<string, Reading | undefined>();
  const told = new Set<string>();
  const originals: Reading[] = [];
  const pick = (n: number) => Math.floor(random.next() * n);
  let waiting: readonly string[] = [];
  let count = 0;

  function kind(): Kind {
    let draw = pick(100);
    for (const [name, weight] of KINDS) if ((draw -= weight) < 0) return name;
    return 'plain';
  }

  function fresh(now: number, chosen: Kind): Reading {
    const device = pick(5);
    const times: Partial<Record<Kind, number>> = {
      late: now - HOUR_MS - pick(20 * HOUR_MS),
      ahead: now + 6 * MINUTE_MS + pick(HOUR_MS),
      'too old': now - 6 * DAY_MS - pick(10 * DAY_MS),
    };
    const time = times[chosen] ?? now - pick(2 * MINUTE_MS);
    const metric = METRICS[pick(METRICS.length)] as (typeof METRICS)[number];
    const value = pick(1_000_000) / 1_000;
    const id = `r-${count}`;
    return { source: `/gateways/${device}`, id, time, device: `device-${device}`, metric, value };
  }

  function copied(now: number, chosen: Kind): Reading | undefined {
    const recent = originals.filter(({ time }) => time > now - DAY_MS && time <= now);
    const original = recent[pick(recent.length)];
    if (!original) return undefined;
    if (chosen === 'copy') return original;
    if (chosen === 're-dated copy') return { ...original, time: now - pick(DAY_MS) };
    return { ...original, value: original.value + 1 };
  }

  function line(now: number): string {
    count += 1;
    const chosen = kind();
    const isCopy = chosen === 'copy' || chosen === 're-dated copy' || chosen === 'conflict';
    const copy = isCopy ? copied(now, chosen) : undefined;
    const reading = copy ?? fresh(now, chosen);
    const broken = chosen === 'violation';
    const text = lineOf(reading, broken);
    made.set(text, broken ? undefined : reading);
    if (!broken && !copy) originals.push(reading);
    return text;
  }

  return {
    batch(now) {
      if (waiting.length === 0) {
        const size = Math.min(1 + pick(MOST_IN_A_BATCH), events - count);
        waiting = Array.from({ length: size }, () => line(now));
      }
      return waiting;
    },
    acknowledged() {
      for (const text of waiting) told.add(text);
      waiting = [];
    },
    get waiting() {
      return waiting.length > 0;
    },
    get done() {
      return count >= events && waiting.length === 0;
    },
    told,
    made: (text) => made.has(text),
    readingIn: (text) => made.get(text),
  };
}

const lineOf = ({ source, id, time, device, metric, value }: Reading, broken: boolean): string =>
  JSON.stringify({
    specversion: '1.0',
    type: 'com.dataforge.telemetry.reading.v1',
    source,
    id,
    subject: device,
    time: new Date(time).toISOString(),
    data: {
      deviceId: device,
      metric,
      value,
      unit: broken ? 'furlong' : UNITS[metric as keyof typeof UNITS],
    },
  });
