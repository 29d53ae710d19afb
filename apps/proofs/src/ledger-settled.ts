import { setTimeout as sleep } from 'node:timers/promises';

export interface LedgerLine {
  readonly product: string;
  readonly stage: 'land' | 'refine';
  readonly topic: string;
  readonly partition: number;
  readonly accepted: number;
  readonly landed: number;
  readonly refined: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly deadLettered: number;
  readonly inFlight: number;
  readonly balanced: boolean;
}

export async function readLedger(url: string, token: string, query = ''): Promise<readonly LedgerLine[]> {
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
  url: string,
  token: string,
  patienceMs = 120_000,
  query = '',
): Promise<readonly LedgerLine[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const lines = await readLedger(url, token, query);
    const unbalanced = lines.filter((line) => !line.balanced);
    if (unbalanced.length > 0) throw new Error(`the ledger does not balance: ${JSON.stringify(unbalanced)}`);
    if (lines.length > 0 && lines.every((line) => line.inFlight === 0)) return lines;
    if (Date.now() > deadline)
      throw new Error(`still in flight: ${JSON.stringify(lines.filter((l) => l.inFlight > 0))}`);
    await sleep(200);
  }
}
