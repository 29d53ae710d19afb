import { storedPartitions, type KafkaClient } from '@dataforge/clients/kafka';
import { silentLog, type Log } from '@dataforge/kernel';
import type { EventLog } from '../../ports/event-log.ts';
import { appender } from './appender.ts';
import { batchCensus } from './census.ts';
import { diskShare } from './disk-share.ts';
import { defaultKafkaLogSettings, namesWith, type KafkaLogSettings } from './log-settings.ts';
import { memberships } from './memberships.ts';
import { committedIn, endsOf, firstSince, trimBelow } from './offsets.ts';
import { readPartition } from './read-partition.ts';
import { ensureTopics } from './topics.ts';

export interface KafkaEventLog extends EventLog {
  /** Leaves the groups, so that others go on at once, and ends its connections. */
  close(): Promise<void>;
}

/** The event log on Apache Kafka, or on what speaks its protocol as of 2.3. */
export function kafkaEventLog(
  { client, log = silentLog }: { readonly client: KafkaClient; readonly log?: Log },
  given: Partial<KafkaLogSettings> = {},
): KafkaEventLog {
  const settings = { ...defaultKafkaLogSettings, ...given };
  const names = namesWith(settings.prefix);
  const [reading, writing] = [client.link(), client.link()];
  const share = diskShare(() => sizeBytes(), settings.maxBytes);
  const append = appender(
    { link: writing, names, isFull: share.isUsedUp },
    settings,
    client.limits.requestTimeoutMs,
  );
  const groups = memberships({ client, names, log }, settings);
  const census = batchCensus(settings);

  async function sizeBytes(): Promise<number> {
    const stored = await reading.tried('asking what its disks hold', async (cluster) => {
      await cluster.refreshMetadataIfNecessary();
      const nodes = cluster.getNodeIds().map((nodeId) => cluster.findBroker({ nodeId }));
      return (await Promise.all(nodes.map(async (node) => storedPartitions(await node)))).flat();
    });
    const ours = stored.filter(({ topic }) => topic.startsWith(settings.prefix) && !topic.startsWith('__'));
    return ours.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  return {
    ensureTopics: (specs) => ensureTopics(client, names, settings, specs),
    append,
    read: (request) => {
      const topic = names.topic(request.topic);
      return reading.tried(`reading ${topic}`, (cluster) =>
        readPartition(cluster, { ...request, topic }, settings),
      );
    },
    ends: (topic) => {
      const name = names.topic(topic);
      return reading.tried(`asking how far ${name} goes`, (cluster) => endsOf(cluster, name));
    },
    join: groups.join,
    committed: (topic, group) => {
      const groupId = names.group(topic, group);
      return reading.tried(`asking how far ${groupId} is`, (cluster) =>
        committedIn(cluster, names.topic(topic), groupId),
      );
    },
    census: (topic, partition, from, to) => {
      const name = names.topic(topic);
      return reading.tried(`counting ${name}`, (cluster) =>
        census(cluster, { topic: name, partition }, from, to),
      );
    },
    trim: (topic, partition, before) => trimBelow(reading, names.topic(topic), partition, before),
    positionAt: (topic, partition, time) => {
      const name = names.topic(topic);
      return reading.tried(`looking for a time in ${name}`, (cluster) =>
        firstSince(cluster, name, partition, time),
      );
    },
    sizeBytes,
    async close() {
      await groups.close();
      await Promise.all([reading.close(), writing.close()]);
    },
  };
}

export { defaultKafkaLogSettings, type KafkaLogSettings } from './log-settings.ts';
