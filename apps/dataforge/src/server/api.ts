import type { Container } from 'inversify';
import { TokenIssuer } from '@dataforge/access';
import { accessRoutes, authenticationMiddleware } from '@dataforge/access/http';
import { createApi } from '@dataforge/api';
import { eventRoutes } from '@dataforge/events/http';
import type { Api } from '@dataforge/http';
import { Log } from '@dataforge/kernel';
import { metricsRoutes } from '@dataforge/kpi/http';
import { ledgerRoutes, recordsRoutes, traceRoutes } from '@dataforge/ledger/http';
import type { Phase } from '@dataforge/observability';
import { healthRoutes } from '@dataforge/observability/http';
import { productRoutes } from '@dataforge/products/http';
import { queryRoutes } from '@dataforge/query/http';
import { webhookRoutes } from '@dataforge/webhooks/http';
import { healthChecks } from './health-checks.ts';
import * as app from './ports.ts';
import { rootPage } from './root-page.ts';

/** The server's app: every domain's routes over what the container holds. */
export function serverApi(container: Container, phase: () => Phase): Api {
  const products = container.get(app.AppProducts);
  const settings = container.get(app.AppSettings);
  return createApi({
    logger: container.get(Log),
    authentication: authenticationMiddleware({ authenticate: container.get(app.AuthenticateUse) }),
    modules: [
      rootPage(products),
      healthRoutes({ phase, checks: healthChecks(container) }),
      eventRoutes({ acceptEvents: container.get(app.AcceptEventsUse) }),
      webhookRoutes({ receiveDelivery: container.get(app.ReceiveDeliveryUse) }),
      metricsRoutes({ readKpi: container.get(app.ReadKpiUse), listKpis: container.get(app.ListKpisUse) }),
      queryRoutes({ runNamedQuery: container.get(app.RunNamedQueryUse) }),
      ledgerRoutes({ readLedger: container.get(app.ReadLedgerUse) }, products),
      recordsRoutes({ listRecords: container.get(app.ListRecordsUse) }, products),
      traceRoutes({ traceEvent: container.get(app.TraceEventUse) }, products),
      productRoutes(products),
      ...(settings.access ? [] : [accessRoutes({ issuer: container.get(TokenIssuer) })]),
    ],
  });
}
