import type { Capacity, EventLog } from '@dataforge/events';
import type { LandingIndex, RefineStore } from '@dataforge/lake';
import type { Settings } from '../config/settings.ts';

/** How often the zones are measured. */
export const MEASURE_SECONDS = 5;

/** From here on producers are asked to wait, so that what is on its way still fits. */
const FULL_AT = 0.9;

export interface ZoneUse {
  readonly zone: keyof Settings['budgets'];
  readonly bytes: number;
  readonly budget: number;
}

export interface DiskBudget extends Capacity {
  measure(): Promise<void>;
  zones(): readonly ZoneUse[];
}

/** What each zone takes against its budget, as last measured. */
export function diskBudget(
  deps: {
    log: Pick<EventLog, 'sizeBytes'>;
    landing: Pick<LandingIndex, 'sizeBytes'>;
    lake: Pick<RefineStore, 'sizeBytes'>;
  },
  budgets: Settings['budgets'],
  retryAfterSeconds: number,
): DiskBudget {
  let zones: readonly ZoneUse[] = [];
  return {
    async measure() {
      const [log, landing, lake] = await Promise.all([
        deps.log.sizeBytes(),
        deps.landing.sizeBytes(),
        deps.lake.sizeBytes(),
      ]);
      zones = [
        { zone: 'log', bytes: log, budget: budgets.log },
        { zone: 'landing', bytes: landing, budget: budgets.landing },
        { zone: 'lake', bytes: lake, budget: budgets.lake },
      ];
    },
    zones: () => zones,
    check() {
      const full = zones.find(({ bytes, budget }) => bytes >= FULL_AT * budget);
      if (!full) return { ok: true };
      const percent = Math.round((full.bytes / full.budget) * 100);
      return {
        ok: false,
        retryAfterSeconds,
        detail: `the zone "${full.zone}" is at ${percent} % of its disk budget`,
      };
    },
  };
}
