import fc from 'fast-check';
import type { EventRecord, Position } from '../../ports/event-log.ts';
import { decodeBatch, encodeBatch } from './record-batch.ts';

const records: fc.Arbitrary<EventRecord> = fc.record({
  key: fc.string({ unit: 'grapheme' }),
  headers: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { maxKeys: 4 }),
  value: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
});

describe('a stored batch', () => {
  it('gives back its records from any position on', () => {
    fc.assert(
      fc.property(
        fc.array(records, { minLength: 1 }),
        fc.nat(20),
        fc.nat(1e12),
        (held, skipped, appendedAt) => {
          const first = 1_000_000_000_000 as Position;
          const batch = { topic: 't', partition: 3, first, bytes: encodeBatch(held, appendedAt) };
          const expected = held.map((record, i) => ({
            ...record,
            partition: 3,
            position: first + i,
            appendedAt,
          }));
          expect([...decodeBatch(batch, (first + skipped) as Position)]).toEqual(expected.slice(skipped));
        },
      ),
    );
  });
});
