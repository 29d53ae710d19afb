import type { Broker, Cluster, ProducerIdentity } from '@dataforge/clients/kafka';

/** Who writes, and how many records it has written to each partition. */
export interface Identity extends ProducerIdentity {
  readonly written: Map<string, number>;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Sequence numbers go up to 2^31 - 1, and then begin anew. */
const SEQUENCES = 2 ** 31;
/** Of transactions, of which there are none. */
const TRANSACTION_MS = 60_000;

export async function newIdentity(cluster: Cluster): Promise<Identity> {
  const given = await firstThatAnswers(cluster, (broker) =>
    broker.initProducerId({ transactionTimeout: TRANSACTION_MS }),
  );
  return { producerId: given.producerId, producerEpoch: given.producerEpoch, written: new Map() };
}

const nameOf = ({ topic, partition }: Place): string => `${topic} ${partition}`;

/** The number of a partition's next record. */
export const nextSequence = ({ written }: Identity, place: Place): number => written.get(nameOf(place)) ?? 0;

export function countWritten(identity: Identity, place: Place, records: number): void {
  identity.written.set(nameOf(place), (nextSequence(identity, place) + records) % SEQUENCES);
}

/** Asks one broker after another: any of them can tell. */
async function firstThatAnswers<T>(cluster: Cluster, ask: (broker: Broker) => Promise<T>): Promise<T> {
  let failure: unknown = new Error('no broker is known');
  for (const nodeId of cluster.getNodeIds())
    try {
      return await ask(await cluster.findBroker({ nodeId }));
    } catch (error) {
      failure = error;
    }
  throw failure;
}
