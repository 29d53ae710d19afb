import { follow, newClient, received } from '../client/index.ts';
import { serverMessageSchema } from '../protocol/index.ts';
import { snapshotTexts } from './gateway-texts.ts';

const messages = (texts: readonly string[]) =>
  texts.map((text) => serverMessageSchema.parse(JSON.parse(text)));
const items = Array.from({ length: 30 }, (_, n) => ({ id: `${n}`, text: 'ä'.repeat(100) }));

describe('a topic whole', () => {
  it('is one message where a gateway takes it', () => {
    expect(messages(snapshotTexts('alerts', { sequence: 1_007, items: [{ id: '1' }] }))).toEqual([
      { type: 'snapshot', topic: 'alerts', sequence: 1_007, data: { items: [{ id: '1' }] } },
    ]);
    expect(messages(snapshotTexts('alerts', { sequence: 1_007, items: [] }))).toHaveLength(1);
  });

  it('is several where it is larger, and known once all of them came', () => {
    const texts = snapshotTexts('alerts', { sequence: 1_007, items }, 2_000);
    let { client } = follow(newClient, ['alerts']);
    const standing = messages(texts).map((message) => {
      client = received(client, message).client;
      return client.topics.get('alerts')?.sequence;
    });

    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000);
    expect(standing).toEqual([...standing.slice(0, -1).map((_, n) => n), 1_007]);
    expect([...(client.topics.get('alerts')?.items.values() ?? [])]).toEqual(items);
  });
});
