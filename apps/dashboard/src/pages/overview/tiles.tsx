import { memo } from 'react';
import type { Metric } from '../../api/metrics.ts';
import { Failed } from '../../widgets/failed.tsx';
import { prepareTile, type TileContext } from '../../widgets/tile/prepare-tile.ts';
import { LoadingTile, Tile } from '../../widgets/tile/tile.tsx';
import { useKpis } from './use-overview.ts';

const GRID =
  'grid grid-cols-2 gap-2 md:grid-cols-[repeat(auto-fill,minmax(180px,1fr))] md:gap-3 xl:grid-cols-5';

/** Every KPI as a tile. */
export function Tiles() {
  const { from, to, compare, metrics, series } = useKpis();
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
  return (
    <section aria-label="KPIs" className={GRID}>
      {series.data.map((metric) => (
        <KpiTile key={metric.kpi} metric={metric} from={from} to={to} compare={compare} />
      ))}
    </section>
  );
}

/** Drawn anew only when its own KPI changed: there may be many, and a delta is of a few. */
const KpiTile = memo(function KpiTile({ metric, ...context }: TileContext & { readonly metric: Metric }) {
  return <Tile kpi={metric.kpi} view={prepareTile(metric, context)} />;
});
