import type { KafkaClient } from '@dataforge/clients/kafka';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { DAY_MS, HOUR_MS } from '@dataforge/kernel';
import type { TopicSpec } from '../../ports/event-log.ts';
import type { KafkaLogSettings, Names } from './log-settings.ts';

/** Of a topic's own settings, among those of the brokers and the defaults. */
const SET_ON_TOPIC = 1;
const KIB = 1024;
/** A batch may hold more than its records. */
const BATCH_OVERHEAD = 64 * KIB;
/** Disks are freed by whole segments. */
const SEGMENT_BYTES = 128 * KIB * KIB;

const BROKERS_DECIDE = -1;

/** Makes topics that are missing, adds partitions where there are fewer, and sets what the log depends on. */
export const ensureTopics = (
  client: KafkaClient,
  names: Names,
  settings: KafkaLogSettings,
  specs: readonly TopicSpec[],
): Promise<void> =>
  client.administered('making topics', async (admin) => {
    const wanted = specs.map((spec) => ({ ...spec, name: names.topic(spec.name) }));
    const there = new Set(await admin.listTopics());
    const missing = wanted.filter(({ name }) => !there.has(name));
    if (missing.length > 0)
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map((spec) => ({
          topic: spec.name,
          numPartitions: spec.partitions,
          replicationFactor: settings.replicas ?? BROKERS_DECIDE,
          configEntries: Object.entries(configOf(spec, settings)).map(([name, value]) => ({ name, value })),
        })),
      });
    // Somebody else may have made a missing one at the same time, as they like it.
    if (wanted.length > 0) await extend(admin, wanted);
    for (const spec of wanted) await configure(admin, spec.name, configOf(spec, settings));
  });

async function extend(admin: Admin, wanted: readonly TopicSpec[]): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: wanted.map(({ name }) => name) });
  const held = new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
  const topicPartitions = wanted
    .filter(({ name, partitions }) => (held.get(name) ?? 0) < partitions)
    .map(({ name, partitions }) => ({ topic: name, count: partitions }));
  if (topicPartitions.length > 0) await admin.createPartitions({ topicPartitions });
}

/** Sets what is set otherwise. Kafka replaces all of a topic's settings at once, so those of others go along. */
async function configure(
  admin: Admin,
  topic: string,
  wanted: Readonly<Record<string, string>>,
): Promise<void> {
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
  const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
  const entries = resources.flatMap(({ configEntries }) => configEntries);
  const held = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  if (Object.entries(wanted).every(([name, value]) => held.get(name) === value)) return;
  const kept = entries.filter(({ configSource }) => configSource === SET_ON_TOPIC);
  const all = {
    ...Object.fromEntries(kept.map((entry) => [entry.configName, entry.configValue])),
    ...wanted,
  };
  const configEntries = Object.entries(all).map(([name, value]) => ({ name, value }));
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
}

const configOf = (
  { retentionMs, compacted = false }: TopicSpec,
  { maxBatchBytes, minInSyncReplicas }: KafkaLogSettings,
): Readonly<Record<string, string>> => ({
  'cleanup.policy': compacted ? 'compact' : 'delete',
  'retention.ms': String(retentionMs),
  // Only the broker's clock says when the log took a record; a producer's can say anything.
  'message.timestamp.type': 'LogAppendTime',
  // Whatever others compress by comes to readers as what every client can read.
  'compression.type': 'gzip',
  'max.message.bytes': String(maxBatchBytes + BATCH_OVERHEAD),
  'segment.bytes': String(SEGMENT_BYTES),
  'segment.ms': String(Math.min(DAY_MS, Math.max(HOUR_MS, Math.floor(retentionMs / 4)))),
  ...(minInSyncReplicas !== undefined && { 'min.insync.replicas': String(minInSyncReplicas) }),
});
