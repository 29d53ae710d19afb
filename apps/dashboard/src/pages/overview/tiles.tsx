import { Failed } from '../../widgets/failed.tsx';
import { prepareTile } from '../../widgets/tile/prepare-tile.ts';
import { LoadingTile, Tile } from '../../widgets/tile/tile.tsx';
import { useKpis } from './use-overview.ts';

const GRID = 'grid grid-cols-1 gap-3 min-[480px]:grid-cols-2 lg:grid-cols-4 xl:grid-cols-5';

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
        <Tile key={metric.kpi} kpi={metric.kpi} view={prepareTile(metric, { from, to, compare })} />
      ))}
    </section>
  );
}
