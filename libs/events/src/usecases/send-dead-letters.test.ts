import { simulatedClock } from '@dataforge/testkit';
import { memoryEventLog } from '../adapters/memory/index.ts';
import type { DeadLetter } from '../domain/dead-letter.ts';
import { ORIGIN, type Position } from '../ports/event-log.ts';
import { sendDeadLetters } from './send-dead-letters.ts';

const ALL = { maxRecords: 100, maxBytes: 1_000_000 };
const T0 = Date.UTC(2026, 10, 23, 12);

const letter = (position: number, value: string, topic = 't'): DeadLetter => ({
  topic,
  partition: 2,
  position: position as Position,
  appendedAt: T0,
  stage: 'refine',
  reasons: [
    { field: 'data.value', detail: 'is no number' },
    { field: '', detail: 'the engine refused it' },
  ],
  record: { key: 'k', headers: { 'content-type': 'text/plain' }, value: Buffer.from(value) },
});

describe('dead letters', () => {
  async function sending(...topics: readonly string[]) {
    const log = memoryEventLog({ clock: simulatedClock(T0) }, { maxRecordBytes: 1_000 });
    await log.ensureTopics(topics.map((name) => ({ name, partitions: 1, retentionMs: 1 })));
    const held = async (topic: string) => {
      const read = await log.read({ topic, partition: 0, from: ORIGIN, ...ALL });
      return read.ok ? read.value.records : [];
    };
    return { log, send: sendDeadLetters({ log }), held };
  }

  it('keep what they came with, and say why they are there and where they came from', async () => {
    const { send, held } = await sending('t.dlq');

    await send([letter(7, 'bytes')]);

    const [record] = await held('t.dlq');
    expect(record).toMatchObject({
      key: 'k',
      headers: {
        'content-type': 'text/plain',
        'dlq-topic': 't',
        'dlq-partition': '2',
        'dlq-position': '7',
        'dlq-appended-at': '2026-11-23T12:00:00.000Z',
        'dlq-stage': 'refine',
        'dlq-reason': 'data.value: is no number; the engine refused it',
      },
    });
    expect(Buffer.from(record?.value ?? []).toString()).toBe('bytes');
  });

  it('go to the topic that belongs to theirs', async () => {
    const { send, held } = await sending('t.dlq', 'u.dlq');

    await send([letter(1, 'a'), letter(2, 'b', 'u'), letter(3, 'c')]);

    expect((await held('t.dlq')).map(({ headers }) => headers['dlq-position'])).toEqual(['1', '3']);
    expect((await held('u.dlq')).map(({ headers }) => headers['dlq-position'])).toEqual(['2']);
  });

  it('that are too large say so instead of holding what they came with', async () => {
    const { send, held } = await sending('t.dlq');

    await send([letter(1, 'small'), letter(2, 'x'.repeat(2_000))]);

    expect(
      (await held('t.dlq')).map(({ headers, value }) => [headers['dlq-position'], value.length]),
    ).toEqual([
      ['1', 5],
      ['2', 0],
    ]);
    expect((await held('t.dlq'))[1]?.headers).toMatchObject({
      'dlq-left-out': expect.stringMatching(/too large/),
    });
  });

  it('are waited for where the log does not take them', async () => {
    const { log, send } = await sending('t.dlq');
    log.append = async () => ({ ok: false, error: { kind: 'unavailable', detail: 'away' } });

    await expect(send([letter(1, 'a')])).rejects.toMatchObject({ nature: 'retriable' });
  });

  it('without a topic are a fault that waiting does not mend', async () => {
    const { send } = await sending();

    await expect(send([letter(1, 'a')])).rejects.toMatchObject({ nature: 'unknown' });
  });
});
