import { Container } from 'inversify';
import { bindAccept } from './accept.ts';
import { bindAdapters } from './adapters.ts';
import { bindAlerts } from './alerts.ts';
import { bindAnomalies } from './anomalies.ts';
import { bindKpis } from './kpis.ts';
import { bindLedger } from './ledger.ts';
import { bindLivePush } from './live-push.ts';
import { bindOpened, type Opened } from './opened.ts';
import { bindQuery } from './query.ts';

/** Every port bound to the adapter that the profile has for it, every use case to its ports. */
export function compose(opened: Opened): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  bindOpened(container, opened);
  bindAdapters(container, opened);
  bindAccept(container, opened);
  bindLedger(container, opened);
  bindKpis(container, opened);
  bindQuery(container, opened);
  bindAlerts(container, opened);
  bindAnomalies(container, opened);
  bindLivePush(container, opened);
  return container;
}
