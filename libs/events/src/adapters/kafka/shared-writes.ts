import type { Link } from '@dataforge/clients/kafka';
import type { AppendFailure } from '../../ports/event-log.ts';
import { groupCommit } from '../embedded/group-commit.ts';
import type { KafkaLogSettings } from './log-settings.ts';
import { planRounds, type Share } from './plan-batches.ts';
import { batchWriter } from './writer.ts';

/** An append that waits for its records to be written. */
interface Waiting {
  readonly shares: readonly Share[];
  readonly written: (failures: readonly AppendFailure[]) => void;
}

type WaitingShare = Share & { readonly of: Waiting };

/** Writes an append's shares: those that come while others are on their way share the next batches. Gives a failure for each that failed. */
export function sharedWrites(
  link: Link,
  { sharedBatchBytes, writeForMs }: Pick<KafkaLogSettings, 'sharedBatchBytes' | 'writeForMs'>,
  requestMs: number,
) {
  const write = batchWriter(link, requestMs);

  const commit = groupCommit<Waiting>(async (group) => {
    const shares = group.flatMap((of) => of.shares.map((share): WaitingShare => ({ ...share, of })));
    const failures = new Map<Waiting, AppendFailure[]>(group.map((of) => [of, []]));
    const deadline = Date.now() + writeForMs;
    for (const round of planRounds(shares, sharedBatchBytes)) {
      const outcomes = await write(round, deadline);
      round.forEach(({ shares: written }, at) => {
        const failure = outcomes[at];
        if (failure) for (const { of } of written) failures.get(of)?.push(failure);
      });
    }
    for (const of of group) of.written(failures.get(of) ?? []);
  });

  return async (shares: readonly Share[]): Promise<readonly AppendFailure[]> => {
    let failures: readonly AppendFailure[] = [];
    await commit({ shares, written: (found) => (failures = found) });
    return failures;
  };
}
