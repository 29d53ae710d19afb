import type { SlaProperty } from './contract-schema.ts';
import type { Report } from './fault.ts';
import type { Product, Zone } from './product.ts';

const ZONES = ['log', 'landing', 'bronze', 'silver', 'quarantine', 'gold'] as const satisfies readonly Zone[];

/** Reads how long each zone keeps its data: `{ property: retention, element: zone, value: days, unit: d }`. */
export function readRetention(
  sla: readonly SlaProperty[],
  report: Report,
): Product['retentionDays'] | undefined {
  const days = new Map<string, number>();
  for (const { property, element, value, unit } of sla) {
    if (property !== 'retention') continue;
    if (typeof value !== 'number' || value <= 0 || unit !== 'd')
      report(
        '/slaProperties',
        `the retention of ${element ?? '(no element)'} is a positive number with the unit d`,
      );
    else if (!(ZONES as readonly string[]).includes(element ?? ''))
      report('/slaProperties', `there is no zone ${element ?? ''}; zones are ${ZONES.join(', ')}`);
    else days.set(element ?? '', value);
  }
  const missing = ZONES.filter((zone) => !days.has(zone));
  if (missing.length > 0) {
    report('/slaProperties', `the retention of ${missing.join(', ')} is missing`);
    return undefined;
  }
  const of = (zone: Zone) => days.get(zone) as number;
  if (of('gold') < of('silver')) report('/slaProperties', 'gold is kept at least as long as silver');
  return {
    log: of('log'),
    landing: of('landing'),
    bronze: of('bronze'),
    silver: of('silver'),
    quarantine: of('quarantine'),
    gold: of('gold'),
  };
}

/** Refuses a dedupe horizon beyond what a copy is found by, or what is kept of it when it is found late. */
export function checkHorizon(
  horizonDays: number,
  { log, landing, bronze, silver }: Product['retentionDays'],
  report: Report,
): void {
  const [archive, archiveDays] = log > landing ? ['the log', log] : ['landing', landing];
  const needs: readonly (readonly [need: string, keptDays: number])[] = [
    ['known events are looked up in silver', silver],
    ['what is quarantined of a copy that is found late is the row of bronze', bronze],
    [`the bytes of a copy that is found late are in ${archive}`, archiveDays],
  ];
  for (const [need, keptDays] of needs)
    if (horizonDays > keptDays)
      report(
        '/schema/0/customProperties/dedupeHorizonDays',
        `${need}, which is kept ${keptDays} days; choose no more than that`,
      );
}
