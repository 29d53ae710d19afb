import type { Container } from 'inversify';
import { AlertStore, alertMetrics } from '@dataforge/alerts';
import { Clock, Log, messageOf, MINUTE_MS } from '@dataforge/kernel';
import { ledgerMetrics } from '@dataforge/ledger';
import { stageMetrics } from '@dataforge/live';
import type { MetricDefinition, MetricSource } from '@dataforge/observability';
import type { Settings } from '../config/settings.ts';
import type { DiskBudget } from './disk-budget.ts';
import type { Loops } from './loops.ts';
import * as app from './ports.ts';
import { StartFailure } from './start-failure.ts';

const NAMESPACE = 'DataForge';

const zoneMetric = (name: string, help: string): MetricDefinition => ({
  name: `dataforge_zone_${name}_bytes`,
  kind: 'gauge',
  unit: 'bytes',
  help,
  labels: ['zone'],
});
const USED = zoneMetric('used', 'What a zone takes on disk');
const BUDGET = zoneMetric('budget', 'What a zone may take; from 90 % on producers are asked to wait');

const diskMetrics =
  (budget: Pick<DiskBudget, 'zones'>): MetricSource =>
  async () =>
    budget.zones().flatMap(({ zone, bytes, budget: most }) => [
      { metric: USED, labels: { zone }, value: bytes },
      { metric: BUDGET, labels: { zone }, value: most },
    ]);

/**
 * Tells the process's metrics in the ways that are set: to Prometheus at a port of their own, and as lines of stdout for
 * CloudWatch. Gives what ends the first, and its URL.
 */
export async function startMetrics(
  container: Container,
  loops: Loops,
  { port, host, emf }: Settings['metrics'],
): Promise<{ readonly url?: string; close(): Promise<void> }> {
  const logger = container.get(Log);
  const readLedger = container.get(app.ReadLedgerUse);
  const sources = [
    ledgerMetrics(() => readLedger({ byMinute: false })),
    stageMetrics(container.get(app.LivePush).stages),
    alertMetrics(() => container.get(AlertStore).all()),
    diskMetrics(container.get(app.DiskBudget)),
  ];
  const onFailure = (error: unknown) => logger.warn({ cause: messageOf(error) }, 'A metric cannot be told.');
  // First, since it can fail, and a loop would keep the process from ending.
  const served = port === undefined ? NOT_SERVED : await serve({ sources, onFailure }, host, port);
  if (emf === 'on') {
    const { emfMetrics } = await import('@dataforge/observability/emf');
    const write = (line: string) => void process.stdout.write(`${line}\n`);
    const tell = emfMetrics(
      { sources, clock: container.get(Clock), onFailure, write },
      { namespace: NAMESPACE },
    );
    loops.every('metrics for CloudWatch', MINUTE_MS, tell);
  }
  return served;
}

const NOT_SERVED = { close: async () => undefined };

async function serve(
  collected: { readonly sources: readonly MetricSource[]; readonly onFailure: (error: unknown) => void },
  host: string,
  port: number,
) {
  const { serveMetrics } = await import('@dataforge/observability/prometheus');
  return serveMetrics(collected, { host, port }).catch((error: unknown) => {
    throw new StartFailure(
      `Metrics cannot be served at ${host}:${port}: ${messageOf(error)} Set DATAFORGE_METRICS_PORT to another port, or to 0 for a free one.`,
      error,
    );
  });
}
