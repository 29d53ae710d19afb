import { authenticationMiddleware, rateLimits } from '@dataforge/access/http';
import { acknowledgeAlert, listAlerts, type Alert } from '@dataforge/alerts';
import { dynamoDbAlertStore } from '@dataforge/alerts/dynamodb';
import { alertRoutes } from '@dataforge/alerts/http';
import { readAnomalies } from '@dataforge/anomalies';
import { dynamoDbAnomalyStore } from '@dataforge/anomalies/dynamodb';
import { anomalyRoutes } from '@dataforge/anomalies/http';
import { createApi } from '@dataforge/api';
import { openDynamoDb, type DynamoDb } from '@dataforge/clients/dynamodb';
import type { RouteModule } from '@dataforge/http';
import { emitter, SECOND_MS, systemClock as clock } from '@dataforge/kernel';
import { listKpis, readKpi } from '@dataforge/kpi';
import { dynamoDbKpiStore } from '@dataforge/kpi/dynamodb';
import { metricsRoutes } from '@dataforge/kpi/http';
import { dynamoDbLandingIndex } from '@dataforge/lake/dynamodb';
import { awsOf, jsonLog, readEnvironment, type Environment } from '@dataforge/lambda';
import { restHandler, senderAddress, type RestAnswer, type RestEvent } from '@dataforge/lambda/api-gateway';
import { authenticateByUserPool } from '@dataforge/lambda/cognito';
import { readLandLedger } from '@dataforge/ledger';
import { dynamoDbAcceptedCounts } from '@dataforge/ledger/dynamodb';
import { ledgerRoutes } from '@dataforge/ledger/http';
import { healthRoutes } from '@dataforge/observability/http';
import type { Products } from '@dataforge/products';
import { productRoutes } from '@dataforge/products/http';
import { landingAlone } from './landing-alone.ts';
import { queryModules } from './query-modules.ts';

export interface ApiHandlerDeps {
  readonly environment: Environment;
  readonly products: Products;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
}

/** No page of another origin may read its answers. */
const ORIGINS: readonly string[] = [];

/**
 * The REST API: what DynamoDB and Athena know. It finds out by itself who asks, whatever stands in front of it. Rates are
 * counted by each instance; the bound over all of them is the stage's throttle.
 */
export function apiHandler(deps: ApiHandlerDeps): (event: RestEvent) => Promise<RestAnswer> {
  const { environment, products, write } = deps;
  const { TABLE_PREFIX: tablePrefix } = readEnvironment(environment, ['TABLE_PREFIX']);
  const client = openDynamoDb({ ...awsOf(environment), tablePrefix });
  const logger = jsonLog(write);
  const authenticate = authenticateByUserPool(environment);
  const api = createApi({
    logger,
    authentication: authenticationMiddleware({ authenticate, origins: ORIGINS }),
    rateLimits: rateLimits({ clock, addressOf: senderAddress }),
    origins: ORIGINS,
    modules: [...storeModules(client, products), ...queryModules({ client, log: logger }, deps)],
  });
  return restHandler(api);
}

/** What is read from DynamoDB. */
function storeModules(client: DynamoDb, products: Products): readonly RouteModule[] {
  const kpis = products.products.flatMap((product) => product.kpis);
  const points = dynamoDbKpiStore({ client, clock }, { everyMs: SECOND_MS });
  const alerts = dynamoDbAlertStore({ client });
  const [landing, accepted] = [dynamoDbLandingIndex({ client }), dynamoDbAcceptedCounts({ client })];
  const stores = {
    name: 'stores',
    async run() {
      await points.empty();
      return { ok: true, detail: 'KPIs can be read' };
    },
  };
  return [
    healthRoutes({ phase: () => 'ready', checks: [stores] }),
    metricsRoutes({
      readKpi: readKpi({ store: points, clock }, { kpis }),
      listKpis: listKpis({ store: points, clock }, { kpis }),
    }),
    ledgerRoutes({ readLedger: landingAlone(readLandLedger({ landing, accepted }, products)) }, products),
    alertRoutes(
      {
        listAlerts: listAlerts({ store: alerts }),
        // Nobody listens here; the worker tells followers when it looks the next time.
        acknowledgeAlert: acknowledgeAlert({ store: alerts, clock, feed: emitter<readonly Alert[]>() }),
        readRunbook: async () => undefined,
      },
      products,
    ),
    anomalyRoutes(
      { readAnomalies: readAnomalies({ store: dynamoDbAnomalyStore({ client }), clock }, { kpis }) },
      { kpis },
    ),
    productRoutes(products),
  ];
}
