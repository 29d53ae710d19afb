import { connect } from './client.ts';
import { EXIT } from './exit.ts';
import { grouped, table } from './table.ts';

export interface LedgerOptions {
  readonly by?: string;
  readonly product?: string;
  readonly stage?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
  readonly url?: string;
  readonly json?: boolean;
}

interface Line {
  readonly product: string;
  readonly stage: 'land' | 'refine';
  readonly partition: number;
  readonly minute?: string;
  readonly balanced: boolean;
  readonly [count: string]: unknown;
}

interface Page {
  readonly items: readonly Line[];
  readonly nextCursor?: string;
}

const TERMS = [
  'landed',
  'refined',
  'duplicate',
  'quarantined',
  'deadLettered',
  'filtered',
  'discarded',
  'expired',
  'erased',
  'inFlight',
];
const TITLES: Readonly<Record<string, string>> = { deadLettered: 'dead letter', inFlight: 'in flight' };

/** Prints the ledger as the arithmetic it is; ends with 1 if a line does not balance. */
export async function ledger(options: LedgerOptions): Promise<void> {
  const client = await connect(options, 'viewer');
  const parameters = new URLSearchParams({ limit: options.limit });
  for (const name of ['by', 'product', 'stage', 'from', 'to'] as const)
    if (options[name] !== undefined) parameters.set(name, options[name]);
  const page = await client.json<Page>('GET', `/ledger?${parameters}`);
  process.stdout.write(options.json ? `${JSON.stringify(page)}\n` : printed(page, options.by === 'minute'));
  if (page.items.some((line) => !line.balanced)) process.exitCode = EXIT.failed;
}

export function printed({ items, nextCursor }: Page, byMinute: boolean): string {
  if (items.length === 0) return 'Nothing was accepted yet.\n';
  const used = TERMS.filter((term) => items.some((line) => line[term] !== 0));
  const head = [
    ...(byMinute ? ['minute'] : []),
    'product',
    'stage',
    'p',
    'accepted',
    '',
    ...used.map((term) => TITLES[term] ?? term),
    '',
  ];
  const rows = items.map((line) => [
    ...(byMinute ? [(line.minute ?? '').slice(0, 16).replace('T', ' ')] : []),
    line.product,
    line.stage,
    String(line.partition),
    grouped(Number(line['accepted'])),
    '=',
    ...used.map((term) => (line[term] === 0 ? '·' : grouped(Number(line[term])))),
    line.balanced ? '✓' : '✗ does not balance',
  ]);
  const open = items.filter((line) => !line.balanced).length;
  const verdict = open === 0 ? 'All accounted for.' : `${open} of ${items.length} lines do not balance.`;
  return `${table(head, rows)}\n${verdict}${nextCursor === undefined ? '' : ' There are more lines: raise --limit.'}\n`;
}
