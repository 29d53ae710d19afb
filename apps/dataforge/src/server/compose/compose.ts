import { Container } from 'inversify';
import { bindAccept } from './accept.ts';
import { bindAlerts } from './alerts.ts';
import { bindAnomalies } from './anomalies.ts';
import { bindEmbeddedAdapters } from './embedded-adapters.ts';
import { bindKpis } from './kpis.ts';
import { bindLedger } from './ledger.ts';
import { bindLivePush } from './live-push.ts';
import { bindOpened, type Opened } from './opened.ts';
import { bindQuery } from './query.ts';

/** The embedded profile: every port bound to its adapter, every use case to its ports. */
export function compose(opened: Opened): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  bindOpened(container, opened);
  bindEmbeddedAdapters(container, opened);
  bindAccept(container, opened);
  bindLedger(container, opened);
  bindKpis(container, opened);
  bindQuery(container, opened);
  bindAlerts(container, opened);
  bindAnomalies(container, opened);
  bindLivePush(container, opened);
  return container;
}
