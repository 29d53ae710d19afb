import type { LmdbClient } from '@dataforge/clients/lmdb';
import { ConfigurationError } from '@dataforge/kernel';
import type { Position, TopicSpec } from '../../ports/event-log.ts';
import {
  endOf,
  type BatchHead,
  type BatchStorage,
  type BatchWrite,
  type GroupState,
  type PartitionState,
} from '../embedded/batch-storage.ts';
import { failedWrite } from './failed-write.ts';

/**
 * A batch's key says all that can be known without its records, so that counting and seeking read keys alone: a value
 * is copied whole by each look at it.
 */
type BatchKey = [topic: string, partition: number, first: number, count: number, appendedAt: number];

/** Compares greater than every position. */
const LAST = Number.MAX_SAFE_INTEGER;
const EMPTY: PartitionState = { end: 0 as Position, lastAppendedAt: 0 };

const headOf = ([, , first, count, appendedAt]: BatchKey): BatchHead => ({
  first: first as Position,
  count,
  appendedAt,
});

const openStores = (client: LmdbClient) => ({
  log: client.openDB<Buffer, BatchKey>({ name: 'log', encoding: 'binary' }),
  topics: client.openDB<TopicSpec, string>({ name: 'log-topics', encoding: 'json' }),
  states: client.openDB<PartitionState, [string, number]>({ name: 'log-partitions', encoding: 'json' }),
  groups: client.openDB<GroupState, [string, string]>({ name: 'log-groups', encoding: 'json' }),
});
type Stores = ReturnType<typeof openStores>;

/** Batches by their keys; topics, partition states and groups beside them. */
export function lmdbStorage(client: LmdbClient): BatchStorage {
  const stores = openStores(client);
  const { log, topics, groups } = stores;
  for (const key of log.getKeys({ limit: 1 }))
    if (key.length !== 5)
      throw new ConfigurationError('The data directory cannot be used:', [
        'its log was written by another version of this program. Set DATAFORGE_DATA_DIR to an empty directory',
      ]);
  const partitions = partitionStates(client, stores);
  return {
    topics: () => [...topics.getRange()].map(({ value }) => value),
    saveTopic: (topic) => client.batch(() => topics.put(topic.name, topic)),
    ...partitions,
    *batches(topic, partition, from) {
      for (const { key, value } of log.getRange(rangeFrom(log, topic, partition, from)))
        yield { topic, partition, first: key[2] as Position, bytes: value };
    },
    *heads(topic, partition, from) {
      for (const key of log.getKeys(rangeFrom(log, topic, partition, from))) yield headOf(key);
    },
    start(topic, partition) {
      for (const key of log.getKeys({ ...rangeOf(topic, partition), limit: 1 })) return key[2] as Position;
      return partitions.state(topic, partition).end;
    },
    async remove(topic, partition, before) {
      const doomed: BatchKey[] = [];
      for (const key of log.getKeys(rangeOf(topic, partition))) {
        if (endOf(headOf(key)) > before) break;
        doomed.push(key);
      }
      await client.batch(() => {
        for (const key of doomed) log.remove(key);
      });
    },
    group: (topic, group) => groups.get([topic, group]) ?? { generation: 0, offsets: {} },
    saveGroup: (topic, group, saved) => client.batch(() => groups.put([topic, group], saved)),
    sizeBytes: () => sizeOf(log.getStats() as LmdbStats),
  };
}

const rangeOf = (topic: string, partition: number) => ({
  start: [topic, partition],
  end: [topic, partition, LAST],
});

/** The keys that matter to who reads from `from`: they begin with the batch that holds it, or with itself. */
function rangeFrom(log: Stores['log'], topic: string, partition: number, from: Position) {
  const before = log.getKeys({
    start: [topic, partition, from, LAST],
    end: [topic, partition],
    reverse: true,
    limit: 1,
  });
  let start: number = from;
  for (const key of before) if (endOf(headOf(key)) > from) start = key[2];
  return { ...rangeOf(topic, partition), start: [topic, partition, start] };
}

/** Where partitions end, kept in memory too, since every append asks; moved in the transaction of the batches that move it. */
function partitionStates(client: LmdbClient, { log, states }: Stores): Pick<BatchStorage, 'state' | 'write'> {
  const known = new Map<string, PartitionState>();
  const nameOf = (topic: string, partition: number) => `${partition} ${topic}`;
  return {
    state(topic, partition) {
      const name = nameOf(topic, partition);
      const held = known.get(name) ?? states.get([topic, partition]) ?? EMPTY;
      known.set(name, held);
      return held;
    },
    async write(batches) {
      const after = new Map<string, BatchWrite>();
      try {
        // One transaction, carried out by the environment's own thread; resolves after its flush.
        await client.batch(() => {
          for (const batch of batches) {
            const { topic, partition, first, count, appendedAt, bytes } = batch;
            log.put([topic, partition, first, count, appendedAt], bytes);
            after.set(nameOf(topic, partition), batch);
          }
          for (const batch of after.values()) states.put([batch.topic, batch.partition], stateAfter(batch));
        });
      } catch (error) {
        // Where the partitions end is for the disk to say now.
        known.clear();
        throw await failedWrite(error, client.path);
      }
      for (const [name, batch] of after) known.set(name, stateAfter(batch));
    },
  };
}

const stateAfter = (batch: BatchWrite): PartitionState => ({
  end: endOf(batch),
  lastAppendedAt: batch.appendedAt,
});

interface LmdbStats {
  readonly pageSize: number;
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
}

const sizeOf = (stats: LmdbStats): number =>
  stats.pageSize * (stats.treeBranchPageCount + stats.treeLeafPageCount + stats.overflowPages);
