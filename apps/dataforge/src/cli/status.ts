import type { Health } from '@dataforge/observability';
import { connect } from './client.ts';
import { EXIT } from './exit.ts';
import { grouped, table } from './table.ts';

interface Line {
  readonly product: string;
  readonly stage: string;
  readonly accepted: number;
  readonly quarantined: number;
  readonly inFlight: number;
  readonly balanced: boolean;
}

/** Prints the server's health and what each stage has in flight; ends with 1 if something is not well. */
export async function status(options: { url?: string; json?: boolean }): Promise<void> {
  const client = await connect(options, 'viewer');
  const health = (await (await client.send('GET', '/health')).json()) as Health;
  const { items } = await client.json<{ items: readonly Line[] }>('GET', '/ledger?limit=10000');
  if (options.json)
    process.stdout.write(`${JSON.stringify({ url: client.url, ...health, ledger: items })}\n`);
  else process.stdout.write(printed(client.url, health, items));
  if (health.status !== 'ready' || items.some((line) => !line.balanced)) process.exitCode = EXIT.failed;
}

function printed(url: string, health: Health, lines: readonly Line[]): string {
  const checks = table(
    ['check', '', ''],
    health.checks.map((check) => [check.name, check.ok ? '✓' : '✗', check.detail]),
  );
  const names = [...new Set(lines.map((line) => `${line.product} ${line.stage}`))];
  const stages = names.map((name) => {
    const [product = '', stage = ''] = name.split(' ');
    const own = lines.filter((line) => line.product === product && line.stage === stage);
    const sum = (of: (line: Line) => number) => grouped(own.reduce((total, line) => total + of(line), 0));
    const balanced = own.every((line) => line.balanced) ? '✓ balances' : '✗ does not balance';
    return [
      product,
      stage,
      sum((l) => l.accepted),
      sum((l) => l.quarantined),
      sum((l) => l.inFlight),
      balanced,
    ];
  });
  return `${url} is ${health.status}\n\n${checks}\n${table(['product', 'stage', 'accepted', 'quarantined', 'in flight', ''], stages)}`;
}
