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
