export interface KafkaSettings {
  /** The broker's own folder; one that holds data goes on with it. */
  readonly dir: string;
  /** Where clients connect in plain text, on the loopback interface; a free one when it is left out. */
  readonly port?: number;
  /** Where the quorum of one listens, on the loopback interface; a free one when it is left out. */
  readonly controllerPort?: number;
  /** What clients are told to connect to instead of `port`, as when a proxy stands before the broker. */
  readonly advertisedPort?: number;
  /** A second listener, with TLS and accounts. */
  readonly secured?: SecuredListener;
  /** Makes it one of several brokers; else it is a cluster of its own. */
  readonly member?: ClusterMember;
  /** Its code is compiled quickly and never well, so that it starts in half the time and is slower under load. */
  readonly shortLived?: boolean;
  /** The most memory for the broker's heap, MB. */
  readonly heapMb?: number;
  /** Further properties of the broker, over those that the stack sets. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** A broker among others. The first of them alone decides for all. */
export interface ClusterMember {
  /** From 1 on. */
  readonly nodeId: number;
  readonly clusterId: string;
  readonly brokers: number;
  /** Where the first one listens for the others. */
  readonly controllerPort: number;
}

/**
 * TLS with a certificate of its own, and SASL: SCRAM-SHA-512 for the accounts, OAUTHBEARER for any unsecured token (RFC 7515
 * with alg none), as MSK's IAM is OAUTHBEARER on the wire.
 */
export interface SecuredListener {
  readonly port?: number;
  readonly accounts: readonly { readonly name: string; readonly password: string }[];
}

/** The ports, all known. */
export interface KafkaPorts {
  readonly plain: number;
  readonly controller: number;
  readonly secured: number;
}
