import type { Anomaly } from './anomaly.ts';

type Place = Pick<Anomaly, 'kpi' | 'from'>;

/** The order of the list: the newest first, and by KPI where they begin at the same time. */
export const byNewest = (a: Place, b: Place): number =>
  b.from - a.from || (a.kpi < b.kpi ? -1 : Number(a.kpi > b.kpi));
