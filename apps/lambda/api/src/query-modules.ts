import { openAthena } from '@dataforge/clients/athena';
import type { DynamoDb } from '@dataforge/clients/dynamodb';
import type { RouteModule } from '@dataforge/http';
import { systemClock, type Log } from '@dataforge/kernel';
import { awsOf, readEnvironment, type Environment } from '@dataforge/lambda';
import { goldTable, type Products } from '@dataforge/products';
import { describeGold, exportAnswer, runNamedQuery, runSql } from '@dataforge/query';
import { athenaQueryEngine } from '@dataforge/query/athena';
import { dynamoDbAnswerCache } from '@dataforge/query/dynamodb';
import { catalogueRoutes, queryRoutes } from '@dataforge/query/http';

const MIB = 1024 * 1024;
/** Lambda answers with 6 MB at the most, what JSON escapes and base64 add included; API Gateway waits for 29 s. */
const LIMITS = { maxRows: 50_000, maxBytes: 3 * MIB, timeoutMs: 25_000 };
const CACHE = { maxBytes: 350_000, keepSeconds: 3_600 };
const CATALOG = 'AwsDataCatalog';
/** The stack of one machine has gold in the worker's lake alone. */
const NO_ATHENA = 'none';

/** Named queries on Athena. None where the environment says that there is no Athena. */
export function queryModules(
  { client, log }: { readonly client: DynamoDb; readonly log: Log },
  { environment, products: { products } }: { readonly environment: Environment; readonly products: Products },
): readonly RouteModule[] {
  const names = ['ATHENA_WORK_GROUP', 'ATHENA_VIEWS', 'ATHENA_TABLES'] as const;
  const {
    ATHENA_WORK_GROUP: workGroup,
    ATHENA_VIEWS: views,
    ATHENA_TABLES: tables,
  } = readEnvironment(environment, names);
  if (workGroup === NO_ATHENA) return [];
  const engine = athenaQueryEngine(
    {
      client: openAthena(awsOf(environment)),
      clock: systemClock,
      // Watermarks and fates are the worker's, of a lake that is not the one that Athena reads.
      state: async () => ({ watermark: null, quarantinedShare: null }),
    },
    { workGroup, catalog: CATALOG, views, tables },
  );
  const cache = dynamoDbAnswerCache({ client, clock: systemClock, log }, CACHE);
  const queries = products.flatMap((product) => product.queries);
  const gold = products.flatMap((product) => product.gold.map(({ name }) => goldTable(product.name, name)));
  const ports = { engine, clock: systemClock, cache };
  return [
    queryRoutes({
      runNamedQuery: runNamedQuery(ports, { queries, ...LIMITS }),
      // The engine refuses statements of the caller's own, and says so.
      runSql: runSql(ports, { tables: gold, ...LIMITS }),
      exportAnswer: exportAnswer({ engine }, { queries, tables: gold, ...LIMITS }),
    }),
    catalogueRoutes({ describeGold: describeGold({ engine }, { tables: gold }) }, queries),
  ];
}
