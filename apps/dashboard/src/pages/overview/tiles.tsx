import { useMetrics, useSeries } from '../../api/metrics.ts';
import { useRange } from '../../time/use-range.ts';
import { Failed } from '../../widgets/failed.tsx';
import { prepareTile } from '../../widgets/tile/prepare-tile.ts';
import { LoadingTile, Tile } from '../../widgets/tile/tile.tsx';

const GRID = 'grid grid-cols-1 gap-3 min-[480px]:grid-cols-2 lg:grid-cols-4 xl:grid-cols-5';
const DAY_MS = 86_400_000;
/** A series is kept thirty days, so a longer stretch has none before it to compare with. */
const LONGEST_COMPARED_MS = 15 * DAY_MS;

/** Every KPI as a tile. */
export function Tiles() {
  const { from, to, vs } = useRange();
  const metrics = useMetrics();
  const compare = vs === 'previous' && to - from <= LONGEST_COMPARED_MS;
  const kpis = (metrics.data ?? []).map(({ kpi }) => kpi);
  const series = useSeries(kpis, { from: compare ? from - (to - from) : from, to });
  const failed = series.error ?? metrics.error;
  if (failed && !series.data)
    return (
      <Failed
        what="The KPIs"
        error={failed}
        retry={() => void Promise.all([metrics.refetch(), series.refetch()])}
      />
    );
  if (!series.data)
    return (
      <div className={GRID}>
        {Array.from({ length: 5 }, (_, place) => (
          <LoadingTile key={place} />
        ))}
      </div>
    );
  const context = { from, to, compare, answeredAt: series.dataUpdatedAt };
  return (
    <section aria-label="KPIs" className={GRID}>
      {series.data.map((metric) => (
        <Tile key={metric.kpi} kpi={metric.kpi} view={prepareTile(metric, context)} />
      ))}
    </section>
  );
}
