import { partitionName, type MskRecord } from './msk-event.ts';

interface Answer {
  readonly batchItemFailures?:
    | readonly { readonly itemIdentifier?: { readonly partition?: unknown; readonly offset?: unknown } }[]
    | null;
}

/**
 * Where each partition that a function did not take whole goes on, by partition; undefined where the answer names none of its
 * records, or makes no sense, which Lambda takes for a batch that failed. An empty answer is a batch that was taken.
 */
export function readAnswer(
  answer: unknown,
  records: readonly MskRecord[],
): ReadonlyMap<number, number> | undefined {
  const failures = (answer as Answer | null | undefined)?.batchItemFailures ?? [];
  const failed = new Map<number, number>();
  for (const { itemIdentifier } of failures) {
    const found = records.find(
      ({ topic, partition, offset }) =>
        itemIdentifier?.partition === partitionName(topic, partition) && itemIdentifier.offset === offset,
    );
    if (!found) return undefined;
    failed.set(found.partition, Math.min(found.offset, failed.get(found.partition) ?? Infinity));
  }
  return failed;
}
