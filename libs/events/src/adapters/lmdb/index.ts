import type { LmdbClient } from '@dataforge/clients/lmdb';
import type { Clock } from '@dataforge/kernel';
import type { EventLog, Position, TopicSpec } from '../../ports/event-log.ts';
import type { BatchStorage, GroupState, PartitionState } from '../embedded/batch-storage.ts';
import { defaultLogSettings, embeddedLog, type EmbeddedLogSettings } from '../embedded/index.ts';
import { countOf } from '../embedded/record-batch.ts';

/** A durable log in an LMDB environment. */
export function lmdbEventLog(
  { client, clock }: { client: LmdbClient; clock: Clock },
  settings: Partial<EmbeddedLogSettings> = {},
): EventLog {
  return embeddedLog({ storage: lmdbStorage(client), clock }, { ...defaultLogSettings, ...settings });
}

type BatchKey = [topic: string, partition: number, first: number];

const LAST = Number.MAX_SAFE_INTEGER;
const EMPTY: PartitionState = { end: 0 as Position, lastAppendedAt: 0 };

/**
 * Batches under [topic, partition, first position]; topics, partition states and groups beside them, the state
 * written in the transaction of its batches.
 */
function lmdbStorage({ root }: LmdbClient): BatchStorage {
  const log = root.openDB<Buffer, BatchKey>({ name: 'log', encoding: 'binary' });
  const topics = root.openDB<TopicSpec, string>({ name: 'log-topics', encoding: 'json' });
  const states = root.openDB<PartitionState, [string, number]>({ name: 'log-partitions', encoding: 'json' });
  const groups = root.openDB<GroupState, [string, string]>({ name: 'log-groups', encoding: 'json' });
  /** Kept here too, since every append reads it. */
  const known = new Map<string, PartitionState>();
  const nameOf = (topic: string, partition: number) => `${partition} ${topic}`;

  const state = (topic: string, partition: number): PartitionState => {
    const name = nameOf(topic, partition);
    const held = known.get(name) ?? states.get([topic, partition]) ?? EMPTY;
    known.set(name, held);
    return held;
  };

  /** The first position of the batch that holds `from`, or `from`. */
  function startingKey(topic: string, partition: number, from: Position): number {
    const range = {
      start: [topic, partition, from] as BatchKey,
      end: [topic, partition, -1] as BatchKey,
      reverse: true,
      limit: 1,
    };
    for (const { key, value } of log.getRange(range)) if (key[2] + countOf(value) > from) return key[2];
    return from;
  }

  return {
    topics: () => [...topics.getRange()].map(({ value }) => value),
    saveTopic: async (topic) => void (await topics.put(topic.name, topic)),
    state,
    async write(batches) {
      const after = new Map<string, { topic: string; partition: number; state: PartitionState }>();
      await root.transaction(() => {
        for (const { topic, partition, first, next, appendedAt, bytes } of batches) {
          void log.put([topic, partition, first], bytes);
          const moved = { end: next, lastAppendedAt: appendedAt };
          after.set(nameOf(topic, partition), { topic, partition, state: moved });
        }
        for (const { topic, partition, state: moved } of after.values())
          void states.put([topic, partition], moved);
      });
      for (const [name, { state: moved }] of after) known.set(name, moved);
    },
    *batches(topic, partition, from) {
      const start: BatchKey = [topic, partition, startingKey(topic, partition, from)];
      for (const { key, value } of log.getRange({ start, end: [topic, partition, LAST] }))
        yield { topic, partition, first: key[2] as Position, bytes: value };
    },
    start(topic, partition) {
      const oldest = log.getKeys({ start: [topic, partition, 0], end: [topic, partition, LAST], limit: 1 });
      for (const key of oldest) return key[2] as Position;
      return state(topic, partition).end;
    },
    async remove(topic, partition, before) {
      await root.transaction(() => {
        for (const { key, value } of log.getRange({
          start: [topic, partition, 0],
          end: [topic, partition, LAST],
        })) {
          if (key[2] + countOf(value) > before) break;
          void log.remove(key);
        }
      });
    },
    group: (topic, group) => groups.get([topic, group]) ?? { generation: 0, offsets: {} },
    saveGroup: async (topic, group, saved) => void (await groups.put([topic, group], saved)),
    sizeBytes: () => sizeOf(log.getStats() as LmdbStats),
  };
}

interface LmdbStats {
  readonly pageSize: number;
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
}

const sizeOf = (stats: LmdbStats): number =>
  stats.pageSize * (stats.treeBranchPageCount + stats.treeLeafPageCount + stats.overflowPages);
