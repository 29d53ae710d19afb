import { MINUTE_MS, SECOND_MS, toRfc3339 } from '@dataforge/kernel';
import { GRAIN_MS, judgedBy, type JudgedPoints } from '@dataforge/kpi';
import type { LedgerLine } from '@dataforge/ledger';
import type { KpiDefinition, Product } from '@dataforge/products';
import type { AccountHistory } from './account-history.ts';
import type { Observation } from './advance.ts';
import type { Silence } from './seen-sources.ts';

/** The stretch of time that shares are taken over, ms. */
const SHARE_WINDOW_MS = 5 * MINUTE_MS;

/** `oldestWaitingAt`: append time (ms) of the oldest record that gold or the KPIs wait for; undefined if none does. */
export function observeFreshness(oldestWaitingAt: number | undefined, now: number): Observation {
  const waits = oldestWaitingAt === undefined ? 0 : Math.max(0, now - oldestWaitingAt);
  return {
    value: Math.round(waits / SECOND_MS),
    cause:
      oldestWaitingAt === undefined
        ? 'Nothing waits.'
        : `A record accepted at ${toRfc3339(oldestWaitingAt)} is not served yet.`,
  };
}

/** Records are due `dueMs` after they were accepted. */
export function observeCompleteness(history: AccountHistory, dueMs: number): Observation {
  const found = history.overdue(dueMs, SHARE_WINDOW_MS);
  if (!found) return { value: null, cause: '' };
  const { overdue, accepted } = found;
  const missing = overdue === 0 ? 0 : Math.min(1, overdue / Math.max(accepted, overdue, 1));
  return {
    value: percent(1 - missing),
    cause: `${overdue} records accepted more than ${Math.round(dueMs / MINUTE_MS)} minutes ago have not landed or have no fate.`,
  };
}

export function observeQuarantineRate(history: AccountHistory): Observation {
  const found = history.failures(SHARE_WINDOW_MS);
  if (!found) return { value: null, cause: '' };
  return {
    value: percent(Math.min(1, found.failed / found.fated)),
    cause: `Of the ${found.fated} records read last, ${found.failed} are in quarantine or dead letters.`,
  };
}

export function observeLedger(lines: readonly LedgerLine[]): Observation {
  const wrong = lines.filter(({ balanced }) => !balanced);
  const places = wrong.map(({ stage, partition }) => `${stage} of partition ${partition}`);
  return {
    value: wrong.reduce((sum, line) => sum + unaccounted(line), 0),
    cause:
      wrong.length === 0
        ? 'All is accounted for.'
        : `What was accepted is not what became of it: ${places.slice(0, 3).join(', ')}${places.length > 3 ? ` and ${places.length - 3} more` : ''}.`,
  };
}

function unaccounted(line: LedgerLine): number {
  const fates = line.refined + line.duplicate + line.quarantined + line.deadLettered;
  const reached = line.stage === 'land' ? line.landed : fates + line.filtered + line.discarded;
  return Math.abs(line.accepted - reached - line.expired - line.erased - line.inFlight);
}

/** All sources of a product that are late are one alert. */
export function observeSilence(
  { late, names, longestMs, unsure }: Silence,
  product: Pick<Product, 'title'>,
): Observation {
  if (late === 0 && unsure) return { value: null, cause: '' };
  const seconds = Math.round(longestMs / SECOND_MS);
  if (late === 0) return { value: seconds, cause: 'Every source that sends regularly was heard.' };
  const others = late > names.length ? ` and ${late - names.length} more` : '';
  return {
    value: seconds,
    title: `${product.title}: ${late === 1 ? 'a source is late' : `${late} sources are late`}`,
    cause: `Not heard for longer than promised: ${names.join(', ')}${others}.`,
    ...(late === 1 && { source: names[0] as string }),
  };
}

/**
 * A threshold judges what is current: a value whose bucket ended longer ago than the contract's lateness and the KPI's
 * freshness allow speaks of the past, as that of a load of old events does.
 */
export function observeThreshold(
  kpi: KpiDefinition,
  points: JudgedPoints,
  { latenessMs, now }: { readonly latenessMs: number; readonly now: number },
): Observation {
  const first = kpi.warn ?? kpi.critical;
  const point = first && points[judgedBy(kpi, first)];
  const grainMs = GRAIN_MS[kpi.grain];
  if (!point || point.bucket + 2 * grainMs + latenessMs + kpi.freshnessSlaMs < now)
    return { value: null, cause: '' };
  const bucket = `${toRfc3339(point.bucket)} (a ${kpi.grain})`;
  return { value: point.value, cause: `The value of the bucket ${bucket}.` };
}

/** Three digits behind the point are what promises such as 99.9 % need. */
const percent = (share: number): number => Math.round(share * 100_000) / 1_000;
