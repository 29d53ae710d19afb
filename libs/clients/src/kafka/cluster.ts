import type { Kafka } from 'kafkajs';

/** A request in Kafka's own protocol, and how its answer is read. Both are kafkajs's shapes. */
export interface ProtocolCall<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<unknown>;
  };
  readonly response: {
    decode(payload: Buffer): Promise<T & { readonly clientSideThrottleTime: number }>;
    parse(decoded: T): Promise<T>;
  };
  /** ms; kafkajs's own where it is longer. */
  readonly requestTimeout?: number;
}

/** A broker as kafkajs knows it. Offsets are text, for they have 64 bits. */
export interface Broker {
  readonly nodeId: number;
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    send<T>(call: ProtocolCall<T>): Promise<T>;
  };
  initProducerId(request: { readonly transactionTimeout: number }): Promise<{
    readonly producerId: string;
    readonly producerEpoch: number;
  }>;
  joinGroup(request: {
    readonly groupId: string;
    readonly memberId: string;
    readonly sessionTimeout: number;
    readonly rebalanceTimeout: number;
    readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
  }): Promise<{
    readonly generationId: number;
    readonly leaderId: string;
    readonly memberId: string;
    readonly members: readonly { readonly memberId: string }[];
  }>;
  syncGroup(request: {
    readonly groupId: string;
    readonly generationId: number;
    readonly memberId: string;
    readonly groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[];
  }): Promise<{ readonly memberAssignment: Buffer }>;
  heartbeat(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
  }): Promise<unknown>;
  leaveGroup(request: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
  offsetCommit(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }): Promise<unknown>;
  offsetFetch(request: {
    readonly groupId: string;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { partition: number }[];
    }[];
  }): Promise<{
    readonly responses: readonly {
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }>;
  deleteRecords(request: {
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }): Promise<unknown>;
}

/** Connections to a cluster and what is known of it, as kafkajs keeps them for one producer, consumer or admin. */
export interface Cluster {
  readonly targetTopics: Set<string>;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(
    topic: string,
  ): readonly { readonly partitionId: number; readonly leader: number }[];
  getNodeIds(): readonly string[];
  findBroker(node: { readonly nodeId: number | string }): Promise<Broker>;
  findControllerBroker(): Promise<Broker>;
  findGroupCoordinator(group: { readonly groupId: string }): Promise<Broker>;
  /** Forgets a broker whose connection was closed, so that the next request finds where it is now. */
  removeBroker(at: { readonly host: string; readonly port: number }): void;
  fetchTopicsOffset(
    topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number }[];
      readonly fromBeginning?: boolean;
      /** ms since the epoch */
      readonly fromTimestamp?: number;
    }[],
  ): Promise<
    readonly { readonly partitions: readonly { readonly partition: number; readonly offset: string }[] }[]
  >;
}

export interface ClusterOptions {
  readonly metadataMaxAge: number;
  readonly allowAutoTopicCreation: false;
  /** 1: only records of transactions that were committed, and of none. */
  readonly isolationLevel: 1;
}

/**
 * A cluster of kafkajs's own kind, whose requests its public face does not have: one fetch at a time from where one likes, a
 * commit for a generation, a send that says what became of it. The member is private; the version is pinned, and every
 * contract test stands on it.
 */
export function clusterOf(kafka: Kafka, options: ClusterOptions): Cluster {
  const name = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (!name) throw new Error('This version of kafkajs is not the one that was pinned: it has no clusters.');
  const create = (kafka as unknown as Record<symbol, (options: ClusterOptions) => Cluster>)[name];
  return (create as (options: ClusterOptions) => Cluster)(options);
}
