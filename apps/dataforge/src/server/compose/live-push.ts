import { randomUUID } from 'node:crypto';
import type { Container } from 'inversify';
import { EventLog } from '@dataforge/events';
import { Clock } from '@dataforge/kernel';
import { LandingIndex, RefineStore } from '@dataforge/lake';
import { live } from '../live.ts';
import * as app from '../ports.ts';
import type { Opened } from './opened.ts';

/** What is told to whoever follows. */
export function bindLivePush(container: Container, { products }: Opened): void {
  const kpis = products.products.flatMap((product) => product.kpis);
  container.bind(app.LivePush).toResolvedValue(
    (recent, ledger, served, alerts, alertNews, anomalies, anomalyNews, log, landing, store, clock) =>
      live(
        {
          recentKpis: recent,
          readLedger: ledger,
          servedPoints: served,
          listAlerts: alerts,
          alertFeed: alertNews,
          readAnomalies: anomalies,
          anomalyFeed: anomalyNews,
          log,
          landing,
          store,
          clock,
        },
        { epoch: randomUUID(), kpis: kpis.map(({ id }) => id) },
      ),
    [
      app.RecentKpisUse,
      app.ReadLedgerUse,
      app.Served,
      app.ListAlertsUse,
      app.AlertFeed,
      app.ReadAnomaliesUse,
      app.AnomalyFeed,
      EventLog,
      LandingIndex,
      RefineStore,
      Clock,
    ],
  );
}
