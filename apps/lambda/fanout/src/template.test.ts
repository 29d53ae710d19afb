import { readFileSync } from 'node:fs';
import { deadLetterTopic } from '@dataforge/events';
import { compiledProducts } from '@dataforge/products/testing';

const template = readFileSync(new URL('../sam.yaml', import.meta.url), 'utf8');
const topics = compiledProducts().products.map(({ event }) => event.topic);

describe('the template of the Lambda that fans out', () => {
  it('maps the topic of every product to it, and no other', () => {
    const mapped = [...template.matchAll(/^ +Topics: \[(.+)\]$/gm)].map(([, topic]) => topic);
    expect(mapped.sort()).toEqual([...topics].sort());
  });

  it('gives every mapping a consumer group of its own, as Lambda demands', () => {
    const groups = [...template.matchAll(/ConsumerGroupId: !Sub '(.+)'$/gm)].map(([, group]) => group);
    expect(groups).toHaveLength(topics.length);
    expect(new Set(groups).size).toBe(groups.length);
  });

  it('lets it write dead letters of each', () => {
    const written = [...template.matchAll(/topics-arn\}\}\/(\S+\.dlq)'/g)].map(([, topic]) => topic);
    expect(written.sort()).toEqual(topics.map(deadLetterTopic).sort());
  });
});
