/** How the log uses its cluster. Byte limits hold before compression. */
export interface KafkaLogSettings {
  /** Before the names of topics and groups, so that several installations can share a cluster. */
  readonly prefix: string;
  /** The most that key, headers and value of a record may take together. */
  readonly maxRecordBytes: number;
  /** The most that an append may hold for one partition: it is written as one batch, or not at all. */
  readonly maxBatchBytes: number;
  /** Appends that wait share batches of so much. */
  readonly sharedBatchBytes: number;
  /** The most that may wait to be written; who appends more is told at once that the log is not available. */
  readonly maxWaitingBytes: number;
  /** The most that the topics may take on the brokers' disks, copies included. */
  readonly maxBytes: number;
  /** Copies of each partition; without it as many as the brokers make by themselves. */
  readonly replicas?: number | undefined;
  /** Copies that must have a record before it is acknowledged; without it as the brokers have it. */
  readonly minInSyncReplicas?: number | undefined;
  /** How long a write is tried before its fate is told, ms. */
  readonly writeForMs: number;
  /** What a fetch may bring, as it lies in the log: of all partitions together, and of each. */
  readonly fetchBytes: number;
  readonly fetchBytesEach: number;
  /** The most that a batch may hold once unpacked; what is larger is not unpacked, and its records come without content. */
  readonly maxUnpackedBytes: number;
  /** How often a member says that it lives, after how long without that it has lost its partitions, and how long it may take to join again, ms. */
  readonly heartbeatMs: number;
  readonly sessionMs: number;
  readonly rejoinMs: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const defaultKafkaLogSettings: KafkaLogSettings = {
  prefix: '',
  maxRecordBytes: 2 * MIB,
  // A request of the largest size that is taken, all of one source.
  maxBatchBytes: 17 * MIB,
  sharedBatchBytes: MIB,
  maxWaitingBytes: 64 * MIB,
  maxBytes: Number.MAX_SAFE_INTEGER,
  writeForMs: 10_000,
  fetchBytes: 4 * MIB,
  fetchBytesEach: MIB,
  maxUnpackedBytes: 128 * MIB,
  heartbeatMs: 3_000,
  sessionMs: 30_000,
  rejoinMs: 60_000,
};

export interface Names {
  topic(name: string): string;
  /** Members of a group hold partitions of one topic. */
  group(topic: string, group: string): string;
}

export const namesWith = (prefix: string): Names => ({
  topic: (name) => `${prefix}${name}`,
  group: (topic, group) => `${prefix}${group}.${topic}`,
});
