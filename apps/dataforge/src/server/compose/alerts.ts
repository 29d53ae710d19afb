import type { Container } from 'inversify';
import {
  acknowledgeAlert,
  AlertStore,
  evaluateAlerts,
  listAlerts,
  oldestWaiting,
  SourceStore,
  watchSources,
  type Alert,
} from '@dataforge/alerts';
import { EventLog } from '@dataforge/events';
import { Clock, emitter, MINUTE_MS, SECOND_MS } from '@dataforge/kernel';
import { KpiStore } from '@dataforge/kpi';
import { RefineStore } from '@dataforge/lake';
import * as app from '../ports.ts';
import type { Opened } from './opened.ts';

/** Beyond the time for which records wait to share an object, landing has so long before they count as missing. */
const LANDING_GRACE_MS = 5 * MINUTE_MS;

/** What was promised, and whether it is kept. */
export function bindAlerts(container: Container, { settings, products }: Opened): void {
  container.bind(app.AlertFeed).toResolvedValue(() => emitter<readonly Alert[]>(), []);
  container.bind(app.ListAlertsUse).toResolvedValue((store) => listAlerts({ store }), [AlertStore]);
  container
    .bind(app.AcknowledgeAlertUse)
    .toResolvedValue(
      (store, clock, feed) => acknowledgeAlert({ store, clock, feed }),
      [AlertStore, Clock, app.AlertFeed],
    );
  container
    .bind(app.WatchSourcesUse)
    .toResolvedValue((store, clock) => watchSources({ store, clock }, products), [SourceStore, Clock]);
  container.bind(app.EvaluateAlertsUse).toResolvedValue(
    (store, clock, feed, readLedger, kpiStore, log, refineStore, sources) =>
      evaluateAlerts(
        {
          store,
          clock,
          feed,
          readLedger,
          kpiStore,
          sources,
          oldestWaiting: oldestWaiting({ log, store: refineStore }),
        },
        { ...products, dueMs: LANDING_GRACE_MS + settings.landing.lingerSeconds * SECOND_MS },
      ),
    [
      AlertStore,
      Clock,
      app.AlertFeed,
      app.ReadLedgerUse,
      KpiStore,
      EventLog,
      RefineStore,
      app.WatchSourcesUse,
    ],
  );
}
