import { useAlerts } from '../../api/alerts.ts';
import { useAnomalies, useBands } from '../../api/anomalies.ts';
import { useMetrics, useSeries } from '../../api/metrics.ts';
import { useRange } from '../../time/use-range.ts';

const DAY_MS = 86_400_000;
/** A series is kept thirty days, so a longer stretch has none before it to compare with. */
const LONGEST_COMPARED_MS = 15 * DAY_MS;

/** Every KPI over the stretch in the address, and over the one before where it is compared with. */
export function useKpis() {
  const { from, to, vs } = useRange();
  const metrics = useMetrics();
  const compare = vs === 'previous' && to - from <= LONGEST_COMPARED_MS;
  const kpis = (metrics.data ?? []).map(({ kpi }) => kpi);
  const series = useSeries(kpis, { from: compare ? from - (to - from) : from, to });
  return { from, to, compare, metrics, series };
}

/** What happened to them: alerts, anomalies, and what was expected. */
export function useHappenings() {
  const kpis = useKpis();
  const { from, to, series } = kpis;
  const alerts = useAlerts();
  const anomalies = useAnomalies({ from, to });
  const bands = useBands(
    { from, to },
    (series.data ?? []).map(({ kpi }) => kpi),
  );
  return { ...kpis, alerts, anomalies, bands };
}
