import { err, InfrastructureError, messageOf, natureOf, ok, type Result } from '@dataforge/kernel';
import type { Link } from '@dataforge/clients/kafka';
import type { AppendBatch, AppendFailure, AppendReceipt } from '../../ports/event-log.ts';
import { groupCommit } from '../embedded/group-commit.ts';
import { sizeOf } from '../embedded/record-size.ts';
import { knownPartitions } from './leaders.ts';
import type { KafkaLogSettings, Names } from './log-settings.ts';
import { planRounds, sharesOf, type Share } from './plan-batches.ts';
import { batchWriter } from './writer.ts';

/** An append that waits for its records to be written. */
interface Waiting {
  readonly shares: readonly Share[];
  readonly written: (failures: readonly AppendFailure[]) => void;
}

type WaitingShare = Share & { readonly of: Waiting };

export interface AppenderDeps {
  readonly link: Link;
  readonly names: Names;
  /** Whether the topics have what they may take on disk. */
  readonly isFull: () => boolean;
}

/** Appends records: those that come while others are on their way share the next batches. */
export function appender(
  { link, names, isFull }: AppenderDeps,
  settings: KafkaLogSettings,
  requestMs: number,
) {
  const write = batchWriter(link, requestMs);
  let waitingBytes = 0;

  const commit = groupCommit<Waiting>(async (group) => {
    const shares = group.flatMap((of) => of.shares.map((share): WaitingShare => ({ ...share, of })));
    const failures = new Map<Waiting, AppendFailure[]>(group.map((of) => [of, []]));
    const deadline = Date.now() + settings.writeForMs;
    for (const round of planRounds(shares, settings.sharedBatchBytes)) {
      const outcomes = await write(round, deadline);
      round.forEach(({ shares: written }, at) => {
        const failure = outcomes[at];
        if (failure) for (const { of } of written) failures.get(of)?.push(failure);
      });
    }
    for (const of of group) of.written(failures.get(of) ?? []);
  });

  return async (batches: readonly AppendBatch[]): Promise<Result<AppendReceipt, AppendFailure>> => {
    const refusal = tooLarge(batches, settings.maxRecordBytes);
    if (refusal) return err(refusal);
    if (isFull()) return err({ kind: 'full', detail: `the log holds its ${settings.maxBytes} bytes` });
    const partitions = await partitionsOf(batches);
    if (!partitions.ok) return partitions;
    const shares = sharesOf(
      batches.map((batch) => ({ ...batch, topic: names.topic(batch.topic) })),
      (topic) => partitions.value.get(topic) as number,
    );
    const large = shares.find(({ bytes }) => bytes > settings.maxBatchBytes);
    if (large)
      return err({
        kind: 'too-large',
        detail: `the records for partition ${large.partition} are more than ${settings.maxBatchBytes} bytes`,
      });
    return written(shares);
  };

  async function written(shares: readonly Share[]): Promise<Result<AppendReceipt, AppendFailure>> {
    const bytes = shares.reduce((sum, share) => sum + share.bytes, 0);
    // One append is let through whatever its size, or it never would be.
    if (waitingBytes > 0 && waitingBytes + bytes > settings.maxWaitingBytes)
      return err({ kind: 'unavailable', detail: `${waitingBytes} bytes wait to be written already` });
    waitingBytes += bytes;
    let failures: readonly AppendFailure[] = [];
    await commit({ shares, written: (found) => (failures = found) });
    waitingBytes -= bytes;
    const [first] = failures;
    if (!first) return ok({ records: shares.reduce((sum, { records }) => sum + records.length, 0) });
    const isAlike = failures.length === shares.length && failures.every(({ kind }) => kind === first.kind);
    return err(isAlike ? first : { kind: 'ambiguous', detail: `some partitions have it: ${first.detail}` });
  }

  /** How many partitions the topics have, by the names they have in Kafka. */
  async function partitionsOf(
    batches: readonly AppendBatch[],
  ): Promise<Result<ReadonlyMap<string, number>, AppendFailure>> {
    const found = new Map<string, number>();
    try {
      for (const { topic } of batches) {
        const name = names.topic(topic);
        const known = await link.tried(`looking for ${name}`, (cluster) => knownPartitions(cluster, name));
        if (!known || known.length === 0)
          return err({ kind: 'unknown-topic', detail: `there is no topic ${topic}` });
        found.set(name, known.length);
      }
      return ok(found);
    } catch (error) {
      if (!(error instanceof InfrastructureError) || natureOf(error) === 'unknown') throw error;
      return err({ kind: 'unavailable', detail: messageOf(error) });
    }
  }
}

function tooLarge(batches: readonly AppendBatch[], maxBytes: number): AppendFailure | undefined {
  for (const { records } of batches) {
    const large = records.findIndex((record) => sizeOf(record) > maxBytes);
    if (large >= 0) return { kind: 'too-large', detail: `record ${large} is larger than ${maxBytes} bytes` };
  }
  return undefined;
}
