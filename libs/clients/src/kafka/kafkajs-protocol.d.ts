declare module 'kafkajs/src/protocol/requests/fetch/v11/request.js' {
  const request: (fetch: {
    replicaId: number;
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
    }[];
  }) => {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<unknown>;
  };
  export default request;
}

declare module 'kafkajs/src/protocol/requests/produce/v7/request.js' {
  const request: (produce: {
    acks: number;
    timeout: number;
    producerId: string;
    producerEpoch: number;
    compression: number;
    topicData: readonly {
      topic: string;
      partitions: readonly {
        partition: number;
        firstSequence: number;
        messages: readonly {
          key: Buffer | null;
          value: Buffer | null;
          headers: Readonly<Record<string, string>>;
        }[];
      }[];
    }[];
  }) => {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<unknown>;
  };
  export default request;
}

declare module 'kafkajs/src/protocol/error.js' {
  export function createErrorFromCode(code: number): Error;
}
