import type { Position } from '../../ports/event-log.ts';

/** Where a partition is to be delivered again from. */
export interface DeliverAgain {
  readonly topic: string;
  readonly partition: number;
  /** Of a record of the delivery. */
  readonly position: Position;
}

/** What Lambda reads of an answer where the mapping has the response type `ReportBatchItemFailures`. */
export interface BatchItemFailures {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: { readonly partition: string; readonly offset: number };
  }[];
}

/**
 * Asks for partitions again, each from a record on; none: all was taken. An event source mapping for Kafka in provisioned mode
 * reads it, Lambda in its on-demand mode and Pipes do not. Fact: AWS Lambda Developer Guide, "Kafka event source mappings:
 * partial batch response".
 */
export const batchItemFailures = (failed: readonly DeliverAgain[]): BatchItemFailures => ({
  batchItemFailures: failed.map(({ topic, partition, position }) => ({
    itemIdentifier: { partition: `${topic}-${partition}`, offset: position },
  })),
});
