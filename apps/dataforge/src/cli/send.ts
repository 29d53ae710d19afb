import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@dataforge/kernel';
import { connect, failureOf, type Client } from './client.ts';
import { CliFailure, EXIT } from './exit.ts';

const BATCH = 500;
const PATIENCE = { firstMs: 200, mostMs: 10_000, attempts: 30 };

interface Sent {
  accepted: number;
  refused: { line: number; field: string; detail: string }[];
  retries: number;
}

/** Sends a file of CloudEvents in batches, again and again what was not acknowledged; copies are recognised by their ids. */
export async function send(file: string, options: { url?: string; json?: boolean }): Promise<void> {
  const client = await connect(options, 'producer');
  // Whoever is not there at the beginning is not waited for.
  await client.send('GET', '/health');
  const sent: Sent = { accepted: 0, refused: [], retries: 0 };
  const begun = Date.now();
  let first = 1;
  for await (const lines of batchesOf(file)) {
    await sendBatch(client, lines, first, sent);
    first += lines.length;
    if (process.stderr.isTTY && !options.json)
      process.stderr.write(`\r${sent.accepted} accepted, ${sent.refused.length} refused`);
  }
  if (process.stderr.isTTY && !options.json) process.stderr.write('\r\u001b[K');
  const seconds = (Date.now() - begun) / 1_000;
  if (options.json) process.stdout.write(`${JSON.stringify({ ...sent, seconds })}\n`);
  else {
    process.stdout.write(
      `${sent.accepted} accepted, ${sent.refused.length} refused, ${sent.retries} retries in ${seconds.toFixed(1)} s\n`,
    );
    for (const { line, field, detail } of sent.refused.slice(0, 20))
      process.stdout.write(`  event ${line}: ${field || 'the event'}: ${detail}\n`);
  }
  if (sent.refused.length > 0) process.exitCode = EXIT.failed;
}

async function sendBatch(client: Client, lines: readonly string[], first: number, sent: Sent): Promise<void> {
  const body = { type: 'application/x-ndjson', content: lines.join('\n') };
  for (let attempt = 1; ; attempt += 1) {
    const response = await client.send('POST', '/events?partial=true', body).catch((error: unknown) => {
      if (attempt >= PATIENCE.attempts) throw error;
      return undefined;
    });
    if (response?.status === 202 || response?.status === 400) {
      const answer = (await response.json()) as { accepted?: number; refused?: Fault[]; errors?: Fault[] };
      sent.accepted += answer.accepted ?? 0;
      for (const { index = 0, field, detail } of answer.refused ?? answer.errors ?? [])
        sent.refused.push({ line: first + index, field, detail });
      return;
    }
    if (response && response.status !== 429 && response.status !== 503) throw await failureOf(response);
    if (response && attempt >= PATIENCE.attempts) throw await failureOf(response);
    const asked = Number(response?.headers.get('retry-after') ?? 0) * 1_000;
    sent.retries += 1;
    process.stderr.write(
      `Not acknowledged (${response ? response.status : 'no answer'}); trying again, ${attempt} of ${PATIENCE.attempts}.\n`,
    );
    await sleep(Math.max(asked, Math.min(PATIENCE.mostMs, PATIENCE.firstMs * 2 ** (attempt - 1))));
  }
}

interface Fault {
  readonly index?: number;
  readonly field: string;
  readonly detail: string;
}

/** Events as texts: the lines of the file, or the elements of one JSON array. */
async function* batchesOf(file: string): AsyncGenerator<readonly string[]> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let batch: string[] = [];
  let array: string[] | undefined;
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.trim() === '') continue;
      if (array || (batch.length === 0 && line.trimStart().startsWith('['))) {
        (array ??= []).push(line);
        continue;
      }
      batch.push(line);
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    throw new CliFailure(`${file} cannot be read: ${messageOf(error)}`, EXIT.usage);
  }
  const events = array ? elementsOf(file, array.join('\n')) : batch;
  for (let at = 0; at < events.length; at += BATCH) yield events.slice(at, at + BATCH);
}

function elementsOf(file: string, text: string): readonly string[] {
  try {
    return (JSON.parse(text) as unknown[]).map((event) => JSON.stringify(event));
  } catch (error) {
    throw new CliFailure(`${file} begins like a JSON array and is none: ${messageOf(error)}`, EXIT.usage);
  }
}
