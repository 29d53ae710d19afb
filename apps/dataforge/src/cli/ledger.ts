import { connect, type Client } from './client.ts';
import { EXIT } from './exit.ts';
import { grouped, table } from './table.ts';

export interface LedgerOptions {
  readonly by?: string;
  readonly product?: string;
  readonly stage?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
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

/** The first lines, and what is to be said of all of them. */
export interface Account {
  readonly items: readonly Line[];
  readonly lines: number;
  readonly unbalanced: number;
}

const PAGE = 10_000;

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

/** Prints the ledger as the arithmetic it is; ends with 1 if a line does not balance, printed or not. */
export async function ledger(options: LedgerOptions): Promise<void> {
  const client = await connect(options, 'viewer');
  const parameters = new URLSearchParams({ limit: String(PAGE) });
  for (const name of ['by', 'product', 'stage', 'from', 'to'] as const)
    if (options[name] !== undefined) parameters.set(name, options[name]);
  const account = await readAccount(client, parameters, options.limit);
  process.stdout.write(
    options.json ? `${JSON.stringify(account)}\n` : printed(account, options.by === 'minute'),
  );
  if (account.unbalanced > 0) process.exitCode = EXIT.failed;
}

/** Reads all pages, and keeps as many lines as are to be printed. */
export async function readAccount(
  client: Pick<Client, 'json'>,
  parameters: URLSearchParams,
  limit: number,
): Promise<Account> {
  const items: Line[] = [];
  let [lines, unbalanced] = [0, 0];
  for (;;) {
    const page = await client.json<Page>('GET', `/ledger?${parameters}`);
    items.push(...page.items.slice(0, limit - items.length));
    lines += page.items.length;
    unbalanced += page.items.filter((line) => !line.balanced).length;
    if (page.nextCursor === undefined) return { items, lines, unbalanced };
    parameters.set('cursor', page.nextCursor);
  }
}

export function printed({ items, lines, unbalanced }: Account, byMinute: boolean): string {
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
  const verdict = unbalanced === 0 ? 'All accounted for.' : `${unbalanced} of ${lines} lines do not balance.`;
  const more = lines > items.length ? ` ${items.length} of ${lines} lines are shown: raise --limit.` : '';
  return `${table(head, rows)}\n${verdict}${more}\n`;
}
