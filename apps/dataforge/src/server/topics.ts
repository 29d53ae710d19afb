import { deadLetterTopic, type TopicSpec } from '@dataforge/events';
import { DAY_MS } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';

/** The topics that products read. */
export const sourceTopics = (products: readonly Product[]): readonly TopicSpec[] =>
  products.map(({ event, retentionDays }) => ({
    name: event.topic,
    partitions: event.partitions,
    retentionMs: retentionDays.log * DAY_MS,
  }));

export const deadLetterTopics = (topics: readonly TopicSpec[]): readonly TopicSpec[] =>
  topics.map((topic) => ({ ...topic, name: deadLetterTopic(topic.name), partitions: 1 }));
