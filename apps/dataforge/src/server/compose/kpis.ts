import type { Container } from 'inversify';
import { Clock } from '@dataforge/kernel';
import { deliverOutbox, KpiStore, listKpis, readKpi, recentKpis } from '@dataforge/kpi';
import { RefineStore } from '@dataforge/lake';
import * as app from '../ports.ts';
import { servedPoints } from '../served-points.ts';
import type { Opened } from './opened.ts';

/** KPIs from the outbox to whoever asks for them. */
export function bindKpis(container: Container, { products }: Opened): void {
  const kpis = products.products.flatMap((product) => product.kpis);
  container
    .bind(app.ReadKpiUse)
    .toResolvedValue((store, clock) => readKpi({ store, clock }, { kpis }), [KpiStore, Clock]);
  container
    .bind(app.ListKpisUse)
    .toResolvedValue((store, clock) => listKpis({ store, clock }, { kpis }), [KpiStore, Clock]);
  container.bind(app.DeliverOutboxUse).toResolvedValue(
    (outbox, store, clock, served, watch) =>
      deliverOutbox({
        outbox,
        store,
        clock,
        onDelivered(points) {
          served.stored(points);
          watch.changed(points);
        },
      }),
    [RefineStore, KpiStore, Clock, app.Served, app.WatchKpisUse],
  );
  container.bind(app.Served).toResolvedValue((clock) => servedPoints({ clock }), [Clock]);
  container
    .bind(app.RecentKpisUse)
    .toResolvedValue((store, clock) => recentKpis({ store, clock }, { kpis }), [KpiStore, Clock]);
}
