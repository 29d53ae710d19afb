/** An event source mapping from a topic of Kafka's to a function, as a template declares it. */
export interface KafkaMapping {
  /** The function's name. */
  readonly functionName: string;
  readonly topic: string;
  /** The consumer group that its positions are kept under. */
  readonly group: string;
  /** The cluster's, as the function is told it. */
  readonly eventSourceArn: string;
  /** Of an invocation, records at the most. */
  readonly batchSize: number;
  /** How long the first record of an invocation may wait for others, ms. */
  readonly windowMs: number;
  readonly fromBeginning: boolean;
  /** Whether the function's answer names what it did not take (`ReportBatchItemFailures`). */
  readonly partialAnswers: boolean;
}
