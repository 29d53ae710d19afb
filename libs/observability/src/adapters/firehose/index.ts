import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { backOff, type Firehose } from '@dataforge/clients/firehose';
import { InfrastructureError, type Clock } from '@dataforge/kernel';

export interface ShippedLogSettings {
  /** Of the delivery stream, which writes to S3. */
  readonly stream: string;
  /** How long a line waits for others, ms. */
  readonly everyMs: number;
  /** Of the lines that wait, bytes; when Firehose is away for long, the oldest of more are dropped, and their number is told. */
  readonly maxWaitingBytes: number;
}

/** Takes lines of a log and ships them; never in the way of who logs. */
export interface ShippedLog {
  /** Takes a line of JSON, with or without its end. */
  write(line: string): void;
  /** Ships what waits, as far as it can be, and stops. */
  close(): Promise<void>;
}

/** Firehose bills by 5 KiB of each record, so lines share one; a record holds 1,000 KiB at the most, a batch 4 MiB. */
const RECORD_BYTES = 900 * 1024;
const BATCH_RECORDS = 4;
const MOST_FAILURES = 5;

interface Waiting {
  lines: string[];
  bytes: number;
  dropped: number;
}

export interface ShippedLogDeps {
  readonly client: Firehose;
  readonly clock: Clock;
  /** Told why lines wait; not by way of this log. */
  readonly onFailure: (error: unknown) => void;
}

/** Ships the lines of a log to S3 through Firehose: at least once, in order, packed into few records. */
export function firehoseLog(
  { client, clock, onFailure }: ShippedLogDeps,
  { stream, everyMs, maxWaitingBytes }: ShippedLogSettings,
): ShippedLog {
  const waiting: Waiting = { lines: [], bytes: 0, dropped: 0 };
  const closed = new AbortController();

  async function ship(): Promise<void> {
    noteDropped(waiting, clock.now());
    while (waiting.lines.length > 0) {
      const { records, lines } = takeBatch(waiting);
      try {
        await put(client, stream, records);
      } catch (error) {
        waiting.lines = [...lines, ...waiting.lines];
        waiting.bytes += bytesOf(lines);
        throw error;
      }
    }
  }

  async function run(): Promise<void> {
    while (!closed.signal.aborted) {
      await clock.sleep(everyMs, closed.signal);
      await ship().catch(onFailure);
    }
  }

  const running = run();
  return {
    write(line) {
      const text = line.endsWith('\n') ? line : `${line}\n`;
      waiting.lines.push(text);
      waiting.bytes += sizeOf(text);
      while (waiting.bytes > maxWaitingBytes && waiting.lines.length > 1) {
        waiting.bytes -= sizeOf(waiting.lines.shift() as string);
        waiting.dropped += 1;
      }
    },
    async close() {
      closed.abort();
      await running;
    },
  };
}

const sizeOf = (line: string): number => Buffer.byteLength(line);
const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + sizeOf(line), 0);

function noteDropped(waiting: Waiting, now: number): void {
  const { dropped } = waiting;
  if (dropped === 0) return;
  const msg = 'Lines of the log were dropped: they could not be shipped for too long.';
  const line = `${JSON.stringify({ level: 40, time: new Date(now).toISOString(), dropped, msg })}\n`;
  waiting.lines.unshift(line);
  waiting.bytes += sizeOf(line);
  waiting.dropped = 0;
}

/** Takes the first lines out, and packs them into records. */
function takeBatch(waiting: Waiting): {
  readonly records: readonly string[];
  readonly lines: readonly string[];
} {
  const records: string[][] = [];
  let count = 0;
  let bytes = RECORD_BYTES;
  for (const line of waiting.lines) {
    const size = sizeOf(line);
    if (bytes + size > RECORD_BYTES) {
      if (records.length === BATCH_RECORDS) break;
      records.push([]);
      bytes = 0;
    }
    records[records.length - 1]?.push(line);
    bytes += size;
    count += 1;
  }
  const lines = waiting.lines.splice(0, count);
  waiting.bytes -= bytesOf(lines);
  return { records: records.map((record) => record.join('')), lines };
}

/** Firehose may take some records of a batch and not others. */
async function put(client: Firehose, stream: string, records: readonly string[]): Promise<void> {
  let left = records.map((record) => ({ Data: Buffer.from(record) }));
  for (let failures = 1; ; failures += 1) {
    const command = new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: left });
    const { RequestResponses = [], FailedPutCount = 0 } = await client.sdk().send(command);
    if (FailedPutCount === 0) return;
    left = left.filter((_, index) => RequestResponses[index]?.ErrorCode !== undefined);
    if (failures === MOST_FAILURES)
      throw new InfrastructureError(`Firehose refused ${left.length} records of ${stream}.`, 'retriable');
    await backOff(failures);
  }
}
