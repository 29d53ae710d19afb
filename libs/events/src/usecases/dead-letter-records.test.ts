import { err, ok } from '@dataforge/kernel';
import type { AppendFailure, EventLog, EventRecord, LogRecord, Position } from '../index.ts';
import { deadLetterRecords } from './dead-letter-records.ts';

const letter = (position: number, size = 3) => ({
  record: {
    partition: 2,
    position: position as Position,
    appendedAt: Date.UTC(2026, 10, 23, 14),
    key: 'k',
    headers: { 'content-type': 'text/plain' },
    value: Buffer.alloc(size, 'x'),
  } satisfies LogRecord,
  reasons: ['it is no JSON', 'it is late'],
});

/** A log that takes records of so many bytes with their headers at the most. */
function open(most = 1e6, failure?: AppendFailure) {
  const held: { readonly topic: string; readonly record: EventRecord }[] = [];
  const sizeOf = ({ headers, value }: EventRecord) => JSON.stringify(headers).length + value.byteLength;
  const log: Pick<EventLog, 'append'> = {
    append: async (batches) => {
      if (failure) return err(failure);
      const records = batches.flatMap(({ topic, records: given }) =>
        given.map((record) => ({ topic, record })),
      );
      if (records.some(({ record }) => sizeOf(record) > most)) return err({ kind: 'too-large', detail: '' });
      held.push(...records);
      return ok({ records: records.length });
    },
  };
  return { held, deadLetter: deadLetterRecords({ log }) };
}

describe('dead letters', () => {
  it('go to a topic of their own as they came, and say where they were and why they are there', async () => {
    const { held, deadLetter } = open();

    await deadLetter('readings', [letter(7)]);

    expect(held).toEqual([
      {
        topic: 'readings.dead-letters',
        record: {
          key: 'k',
          value: Buffer.from('xxx'),
          headers: {
            'content-type': 'text/plain',
            'dead-letter-topic': 'readings',
            'dead-letter-partition': '2',
            'dead-letter-position': '7',
            'dead-letter-appended-at': '2026-11-23T14:00:00.000Z',
            'dead-letter-reason': 'it is no JSON; it is late',
          },
        },
      },
    ]);
  });

  it('go without their value where they are too large with their headers, and the others with it', async () => {
    const { held, deadLetter } = open(1_000);

    await deadLetter('readings', [letter(1), letter(2, 990), letter(3)]);

    expect(held.map(({ record }) => [record.headers['dead-letter-position'], record.value.length])).toEqual([
      ['1', 3],
      ['2', 0],
      ['3', 3],
    ]);
    expect(held[1]?.record.headers['dead-letter-value']).toContain('landing');
  });

  it.each([
    ['full', 'retriable'],
    ['unavailable', 'retriable'],
    ['ambiguous', 'retriable'],
    ['unknown-topic', 'unknown'],
  ] as const)('are nowhere, and that is said, where the log is %s', async (kind, nature) => {
    const { deadLetter } = open(1e6, { kind, detail: 'why' });
    await expect(deadLetter('readings', [letter(1)])).rejects.toMatchObject({
      nature,
      message: expect.stringContaining('readings.dead-letters'),
    });
  });

  it('that fit in no way are told of', async () => {
    const { deadLetter } = open(100);
    await expect(deadLetter('readings', [letter(1)])).rejects.toThrow('max.message.bytes');
  });
});
