import type { Container } from 'inversify';
import { SessionStore } from '@dataforge/access';
import { ACCESS_TABLE, dynamoDbSessionStore } from '@dataforge/access/dynamodb';
import { AlertStore, SourceStore } from '@dataforge/alerts';
import { ALERTS_TABLE, dynamoDbAlertStore, dynamoDbSourceStore } from '@dataforge/alerts/dynamodb';
import { AnomalyStore } from '@dataforge/anomalies';
import { ANOMALIES_TABLE, dynamoDbAnomalyStore } from '@dataforge/anomalies/dynamodb';
import type { DynamoDb } from '@dataforge/clients/dynamodb';
import { Clock, SECOND_MS } from '@dataforge/kernel';
import { KpiStore } from '@dataforge/kpi';
import { dynamoDbKpiStore, KPI_TABLE } from '@dataforge/kpi/dynamodb';
import { LandingIndex } from '@dataforge/lake';
import { dynamoDbLandingIndex, LAKE_TABLE } from '@dataforge/lake/dynamodb';
import { AcceptedCounts } from '@dataforge/ledger';
import { dynamoDbAcceptedCounts, LEDGER_TABLE } from '@dataforge/ledger/dynamodb';
import { DeliveryIds } from '@dataforge/webhooks';
import { dynamoDbDeliveryIds, WEBHOOKS_TABLE } from '@dataforge/webhooks/dynamodb';

/** The tables that this process reads and writes. */
export const TABLES = [
  ACCESS_TABLE,
  ALERTS_TABLE,
  ANOMALIES_TABLE,
  KPI_TABLE,
  LAKE_TABLE,
  LEDGER_TABLE,
  WEBHOOKS_TABLE,
];

/** What is known of the data, where Lambdas can read it too. */
export function bindDynamoDbStores(container: Container, client: DynamoDb): void {
  container.bind(LandingIndex).toResolvedValue(() => dynamoDbLandingIndex({ client }), []);
  container.bind(AcceptedCounts).toResolvedValue(() => dynamoDbAcceptedCounts({ client }), []);
  container.bind(AlertStore).toResolvedValue(() => dynamoDbAlertStore({ client }), []);
  container.bind(SourceStore).toResolvedValue(() => dynamoDbSourceStore({ client }), []);
  container.bind(AnomalyStore).toResolvedValue(() => dynamoDbAnomalyStore({ client }), []);
  container
    .bind(KpiStore)
    .toResolvedValue((clock) => dynamoDbKpiStore({ client, clock }, { everyMs: SECOND_MS }), [Clock]);
  container.bind(DeliveryIds).toResolvedValue((clock) => dynamoDbDeliveryIds({ client, clock }), [Clock]);
  container.bind(SessionStore).toResolvedValue((clock) => dynamoDbSessionStore({ client, clock }), [Clock]);
}
