import type { Container } from 'inversify';
import { AnomalyStore, Detector, readAnomalies, watchKpis, type AnomalyNews } from '@dataforge/anomalies';
import { robustDetector } from '@dataforge/anomalies/robust';
import { Clock, emitter } from '@dataforge/kernel';
import { KpiStore } from '@dataforge/kpi';
import * as app from '../ports.ts';
import type { Opened } from './opened.ts';

/** What is unusual in the series of the KPIs. */
export function bindAnomalies(container: Container, { products }: Opened): void {
  const kpis = products.products.flatMap((product) => product.kpis);
  container.bind(Detector).toResolvedValue(() => robustDetector(), []);
  container.bind(app.AnomalyFeed).toResolvedValue(() => emitter<AnomalyNews>(), []);
  container
    .bind(app.WatchKpisUse)
    .toResolvedValue(
      (kpiStore, store, detector, clock, feed) =>
        watchKpis({ kpis: kpiStore, store, detector, clock, feed }, { kpis }),
      [KpiStore, AnomalyStore, Detector, Clock, app.AnomalyFeed],
    );
  container
    .bind(app.ReadAnomaliesUse)
    .toResolvedValue((store, clock) => readAnomalies({ store, clock }, { kpis }), [AnomalyStore, Clock]);
}
