import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Container } from 'inversify';
import { TokenIssuer } from '@dataforge/access';
import { accessRoutes, authenticationMiddleware, rateLimits, sessionRoutes } from '@dataforge/access/http';
import { alertRoutes } from '@dataforge/alerts/http';
import { anomalyRoutes } from '@dataforge/anomalies/http';
import { createApi } from '@dataforge/api';
import { eventRoutes } from '@dataforge/events/http';
import type { Api, ApiEnv } from '@dataforge/http';
import { Clock, Log } from '@dataforge/kernel';
import { metricsRoutes } from '@dataforge/kpi/http';
import { ledgerRoutes, recordsRoutes, traceRoutes } from '@dataforge/ledger/http';
import { liveRoutes } from '@dataforge/live/http';
import type { Phase } from '@dataforge/observability';
import { healthRoutes } from '@dataforge/observability/http';
import { productRoutes } from '@dataforge/products/http';
import { catalogueRoutes, queryRoutes } from '@dataforge/query/http';
import { webhookRoutes } from '@dataforge/webhooks/http';
import { dashboardRoutes } from './dashboard-routes.ts';
import { healthChecks } from './health-checks.ts';
import * as app from './ports.ts';
import { rootPage } from './root-page.ts';
import { readRunbook } from './runbooks.ts';

/** The server's app: every domain's routes over what the container holds. */
export function serverApi(container: Container, phase: () => Phase): Api {
  const products = container.get(app.AppProducts);
  const kpis = products.products.flatMap((product) => product.kpis);
  const settings = container.get(app.AppSettings);
  const clock = container.get(Clock);
  const { origins } = settings.cors;
  return createApi({
    logger: container.get(Log),
    authentication: authenticationMiddleware({ authenticate: container.get(app.AuthenticateUse), origins }),
    rateLimits: rateLimits({ clock, addressOf: remoteAddress }),
    origins,
    modules: [
      dashboardRoutes(rootPage(products)),
      healthRoutes({ phase, checks: healthChecks(container) }),
      eventRoutes({ acceptEvents: container.get(app.AcceptEventsUse) }),
      webhookRoutes({ receiveDelivery: container.get(app.ReceiveDeliveryUse) }),
      metricsRoutes({ readKpi: container.get(app.ReadKpiUse), listKpis: container.get(app.ListKpisUse) }),
      queryRoutes({
        runNamedQuery: container.get(app.RunNamedQueryUse),
        runSql: container.get(app.RunSqlUse),
        exportAnswer: container.get(app.ExportAnswerUse),
      }),
      catalogueRoutes(
        { describeGold: container.get(app.DescribeGoldUse) },
        products.products.flatMap((product) => product.queries),
      ),
      ledgerRoutes({ readLedger: container.get(app.ReadLedgerUse) }, products),
      recordsRoutes({ listRecords: container.get(app.ListRecordsUse) }, products),
      traceRoutes({ traceEvent: container.get(app.TraceEventUse) }, products),
      alertRoutes(
        {
          listAlerts: container.get(app.ListAlertsUse),
          acknowledgeAlert: container.get(app.AcknowledgeAlertUse),
          readRunbook,
        },
        products,
      ),
      anomalyRoutes({ readAnomalies: container.get(app.ReadAnomaliesUse) }, { kpis }),
      productRoutes(products),
      sessionRoutes({ sessions: container.get(app.SessionsUse), clock }, { liveUrl: '/live' }),
      liveRoutes({ origins: settings.cors.origins }),
      ...(settings.access ? [] : [accessRoutes({ issuer: container.get(TokenIssuer) })]),
    ],
  });
}

/** Where a connection comes from; a request that came by none is this process's own. */
const remoteAddress = ({ env }: Context<ApiEnv>): string =>
  (env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? 'this process';
