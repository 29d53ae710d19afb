import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from './target.ts';

export const COUNTS = [
  'accepted',
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
] as const;

export type LedgerLine = Readonly<Record<(typeof COUNTS)[number], number>> & {
  readonly product: string;
  readonly stage: 'land' | 'refine';
  readonly partition: number;
  readonly balanced: boolean;
};

/** All lines that the parameters of `GET /ledger` choose. */
export async function readLedger({ url, token }: Target, query = ''): Promise<readonly LedgerLine[]> {
  const lines: LedgerLine[] = [];
  let cursor: string | undefined;
  do {
    const parameters = new URLSearchParams(query);
    if (cursor) parameters.set('cursor', cursor);
    const response = await fetch(`${url}/ledger?${parameters}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`GET /ledger: ${response.status} ${await response.text()}`);
    const page = (await response.json()) as { items: LedgerLine[]; nextCursor?: string };
    lines.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return lines;
}

/** Waits until nothing is in flight in the lines that `query` chooses, then returns them. Throws after `patienceMs`. */
export async function settledLedger(
  target: Target,
  query = '',
  patienceMs = 120_000,
): Promise<readonly LedgerLine[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const lines = await readLedger(target, query);
    const unbalanced = lines.filter((line) => !line.balanced);
    if (unbalanced.length > 0) throw new Error(`the ledger does not balance: ${JSON.stringify(unbalanced)}`);
    if (lines.length > 0 && lines.every((line) => line.inFlight === 0)) return lines;
    if (Date.now() > deadline)
      throw new Error(`still in flight: ${JSON.stringify(lines.filter((l) => l.inFlight > 0))}`);
    await sleep(200);
  }
}
