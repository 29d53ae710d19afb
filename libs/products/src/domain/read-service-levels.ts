import type { SlaProperty } from './contract-schema.ts';
import type { Report } from './fault.ts';
import type { ServiceLevel, ServiceLevels } from './product.ts';

interface Promised {
  /** The key of the promise in the product. */
  readonly level: keyof ServiceLevels;
  /** What the value is worth in each unit. */
  readonly units: Readonly<Record<string, number>>;
  /** On which side of the value the promise is broken. */
  readonly broken: 'above' | 'below';
  readonly most?: number;
}

/** Milliseconds in each unit of ODCS. */
const TIMES = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PERCENT = { '%': 1 };

/** The SLA properties that are promises about flowing data, by their names in the contract. */
const PROMISES: Readonly<Record<string, Promised>> = {
  latency: { level: 'latencyMs', units: TIMES, broken: 'above' },
  frequency: { level: 'frequencyMs', units: TIMES, broken: 'above' },
  errorRate: { level: 'errorPercent', units: PERCENT, broken: 'above', most: 100 },
  completeness: { level: 'completenessPercent', units: PERCENT, broken: 'below', most: 100 },
};

/**
 * Reads what is promised: `{ property: latency, value: 60, valueExt: 300, unit: s }`. Beyond `valueExt`, the extended
 * value of ODCS, the promise is broken badly.
 */
export function readServiceLevels(sla: readonly SlaProperty[], report: Report): ServiceLevels {
  const levels: { -readonly [level in keyof ServiceLevels]: ServiceLevels[level] } = {};
  for (const written of sla) {
    const promised = Object.hasOwn(PROMISES, written.property) ? PROMISES[written.property] : undefined;
    if (!promised) continue;
    const say = (detail: string) => report('/slaProperties', `${written.property}: ${detail}`);
    if (levels[promised.level]) say('is there twice; keep one');
    const level = levelOf(promised, written, say);
    if (level) levels[promised.level] = level;
  }
  return levels;
}

function levelOf(
  { units, broken, most = Infinity }: Promised,
  { value, valueExt, unit = '' }: SlaProperty,
  say: (detail: string) => void,
): ServiceLevel | undefined {
  const worth = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (worth === undefined) {
    say(`its unit is one of ${Object.keys(units).join(', ')}`);
    return undefined;
  }
  const isLevel = (level: unknown): level is number =>
    typeof level === 'number' && level > 0 && level <= most;
  const extent = most === Infinity ? 'greater than 0' : `greater than 0, up to ${most}`;
  if (!isLevel(value)) {
    say(`its value is a number ${extent}`);
    return undefined;
  }
  if (valueExt === undefined || valueExt === null) return { value: value * worth };
  if (!isLevel(valueExt) || (broken === 'above' ? valueExt <= value : valueExt >= value)) {
    say(
      `valueExt, from where on it is critical, is a number ${extent} and ${broken === 'above' ? 'greater' : 'less'} than value`,
    );
    return undefined;
  }
  return { value: value * worth, critical: valueExt * worth };
}
