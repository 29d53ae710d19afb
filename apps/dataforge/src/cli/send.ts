import { setTimeout as sleep } from 'node:timers/promises';
import { connect, failureOf, type Client } from './client.ts';
import { EXIT } from './exit.ts';
import { batchesOf } from './event-batches.ts';

const PATIENCE = { firstMs: 200, mostMs: 10_000, attempts: 30 };

interface Sent {
  accepted: number;
  refused: Refused[];
  retries: number;
}

interface Refused {
  /** Its number among the events of the file, from 1. */
  readonly event: number;
  readonly faults: readonly Fault[];
}

interface Fault {
  readonly field: string;
  readonly detail: string;
}

/** Sends a file of CloudEvents in batches, again and again what was not acknowledged; copies are recognised by their ids. */
export async function send(file: string, options: { url?: string; json?: boolean }): Promise<void> {
  const client = await connect(options, 'producer');
  // Whoever is not there at the beginning is not waited for.
  await client.send('GET', '/health');
  const sent: Sent = { accepted: 0, refused: [], retries: 0 };
  const begun = Date.now();
  let first = 1;
  for await (const events of batchesOf(file)) {
    await sendBatch(client, events, first, sent);
    first += events.length;
    if (process.stderr.isTTY && !options.json)
      process.stderr.write(`\r${sent.accepted} accepted, ${sent.refused.length} refused`);
  }
  if (process.stderr.isTTY && !options.json) process.stderr.write('\r\u001b[K');
  const seconds = (Date.now() - begun) / 1_000;
  process.stdout.write(options.json ? `${JSON.stringify({ ...sent, seconds })}\n` : printed(sent, seconds));
  if (sent.refused.length > 0) process.exitCode = EXIT.failed;
}

async function sendBatch(
  client: Client,
  events: readonly string[],
  first: number,
  sent: Sent,
): Promise<void> {
  const body = { type: 'application/x-ndjson', content: events.join('\n') };
  for (let attempt = 1; ; attempt += 1) {
    const response = await client.send('POST', '/events?partial=true', body).catch((error: unknown) => {
      if (attempt >= PATIENCE.attempts) throw error;
      return undefined;
    });
    if (response && (attempt >= PATIENCE.attempts || !isPassing(response))) {
      await take(response, events.length, first, sent);
      return;
    }
    const asked = Number(response?.headers.get('retry-after') ?? 0) * 1_000;
    sent.retries += 1;
    process.stderr.write(
      `Not acknowledged (${response ? response.status : 'no answer'}); trying again, ${attempt} of ${PATIENCE.attempts}.\n`,
    );
    await sleep(Math.max(asked, Math.min(PATIENCE.mostMs, PATIENCE.firstMs * 2 ** (attempt - 1))));
  }
}

const isPassing = ({ status }: Response): boolean => status === 429 || status === 503;

/** Adds up what an answer says of each event; an answer that is about something else ends the command. */
async function take(response: Response, events: number, first: number, sent: Sent): Promise<void> {
  const failure = await failureOf(response.clone());
  const { accepted = 0, refused, errors = [] } = (await response.json().catch(() => ({}))) as Answer;
  // Batches are cut far below the bound of a body: what is over it is one event.
  const alone = response.status === 413 && events === 1;
  const listed = alone ? [{ index: 0, field: '', detail: failure.message }] : (refused ?? errors);
  const faults = new Map<number | undefined, Fault[]>();
  for (const { index, field, detail } of listed)
    faults.set(index, [...(faults.get(index) ?? []), { field, detail }]);
  if (faults.has(undefined) || accepted + faults.size !== events) throw failure;
  sent.accepted += accepted;
  for (const [index = 0, found] of faults) sent.refused.push({ event: first + index, faults: found });
}

interface Answer {
  readonly accepted?: number;
  readonly refused?: readonly IndexedFault[];
  readonly errors?: readonly IndexedFault[];
}

interface IndexedFault extends Fault {
  readonly index?: number;
}

const MOST_SHOWN = 20;

function printed({ accepted, refused, retries }: Sent, seconds: number): string {
  const faults = refused
    .slice(0, MOST_SHOWN)
    .flatMap(({ event, faults: found }) =>
      found.map(({ field, detail }) => `  event ${event}: ${field || 'the event'}: ${detail}\n`),
    );
  const more =
    refused.length > MOST_SHOWN ? `  … and ${refused.length - MOST_SHOWN} more; --json lists all\n` : '';
  return `${accepted} accepted, ${refused.length} refused, ${retries} retries in ${seconds.toFixed(1)} s\n${faults.join('')}${more}`;
}
