import { connect } from './client.ts';
import { table } from './table.ts';

export interface AlertsOptions {
  readonly state?: string;
  readonly product?: string;
  readonly severity?: string;
  readonly limit: number;
  readonly url?: string;
  readonly json?: boolean;
}

interface Alert {
  readonly id: string;
  readonly severity: string;
  readonly state: string;
  readonly title: string;
  readonly cause: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly unit: string;
  readonly since: string;
  readonly acknowledgedBy?: string;
  readonly occurrences: number;
  readonly runbook: string;
}

interface Page {
  readonly items: readonly Alert[];
  readonly nextCursor?: string;
}

/** Prints the alerts, the newest first; those that are not resolved unless a state is named. */
export async function alerts(options: AlertsOptions): Promise<void> {
  const client = await connect(options, 'viewer');
  const parameters = new URLSearchParams({ limit: String(options.limit) });
  for (const name of ['product', 'severity'] as const)
    if (options[name] !== undefined) parameters.set(name, options[name]);
  for (const state of options.state === undefined ? ['open', 'acknowledged'] : [options.state])
    if (state !== 'all') parameters.append('state', state);
  const page = await client.json<Page>('GET', `/alerts?${parameters}`);
  process.stdout.write(options.json ? `${JSON.stringify(page)}\n` : printed(page));
}

/** Says that whoever asks looks after an alert. */
export async function acknowledge(id: string, options: { url?: string; json?: boolean }): Promise<void> {
  const client = await connect(options, 'operator');
  const alert = await client.json<Alert>('POST', `/alerts/${encodeURIComponent(id)}/ack`);
  process.stdout.write(
    options.json ? `${JSON.stringify(alert)}\n` : `${alert.id} is looked after by ${alert.acknowledgedBy}.\n`,
  );
}

export function printed({ items, nextCursor }: Page): string {
  if (items.length === 0) return 'No alerts.\n';
  const rows = items.map((alert) => [
    alert.severity,
    alert.state,
    alert.since.slice(0, 19).replace('T', ' '),
    alert.value === null
      ? ''
      : `${Number(alert.value.toPrecision(6))} (${alert.threshold ?? ''}) ${alert.unit}`,
    alert.occurrences === 1 ? '' : `${alert.occurrences}×`,
    alert.title,
    alert.id,
  ]);
  const head = ['severity', 'state', 'since (UTC)', 'value (threshold)', '', 'what', 'id'];
  const more = nextCursor === undefined ? '' : 'There are more: raise --limit.\n';
  return `${table(head, rows)}${more}`;
}
