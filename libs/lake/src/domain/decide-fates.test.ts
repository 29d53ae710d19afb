import fc from 'fast-check';
import type { LogRecord, Position } from '@dataforge/events';
import type { BronzeRow } from '../ports/refine-store.ts';
import { decideFates, type Candidate } from './decide-fates.ts';

const candidate = (position: number, id: string, contentHash: string, partition = 0): Candidate => {
  const origin = { partition, position: position as Position, appendedAt: 0 };
  const record: LogRecord = { ...origin, key: 's', headers: {}, value: new Uint8Array([position % 256]) };
  const row: BronzeRow = { ...origin, fate: 'refined', source: 's', id, eventTime: 0, data: {}, contentHash };
  return { record, row };
};

const fatesOf = (candidates: readonly Candidate[], known = [] as Parameters<typeof decideFates>[1]) => {
  const { rows, conflicts } = decideFates(candidates, known);
  return [
    ...rows.map((row) => [row.position, row.fate] as const),
    ...conflicts.map((failed) => [failed.position, failed.reasons[0]?.rule] as const),
  ].sort((a, b) => a[0] - b[0]);
};

describe('deciding fates', () => {
  it('refines the first of an identity, makes the same content a duplicate and other content a conflict', () => {
    const candidates = [
      candidate(1, 'a', 'x'),
      candidate(2, 'a', 'x'),
      candidate(3, 'a', 'y'),
      candidate(4, 'b', 'x'),
    ];
    expect(fatesOf(candidates)).toEqual([
      [1, 'refined'],
      [2, 'duplicate'],
      [3, 'id-conflict'],
      [4, 'refined'],
    ]);
  });

  it('knows what silver holds', () => {
    const known = [{ source: 's', id: 'a', contentHash: 'x', partition: 0, position: 0 as Position }];
    expect(fatesOf([candidate(1, 'a', 'x'), candidate(2, 'a', 'y')], known)).toEqual([
      [1, 'duplicate'],
      [2, 'id-conflict'],
    ]);
  });

  it('does not call the same position a duplicate of itself', () => {
    const known = [{ source: 's', id: 'a', contentHash: 'x', partition: 0, position: 1 as Position }];
    expect(fatesOf([candidate(1, 'a', 'x')], known)).toEqual([[1, 'refined']]);
  });

  it('does not take a pair for another whose parts run together', () => {
    const one = candidate(1, 'b', 'x');
    const other = { ...candidate(2, 'sb', 'x'), row: { ...candidate(2, 'sb', 'x').row, source: '' } };
    expect(fatesOf([one, other])).toEqual([
      [1, 'refined'],
      [2, 'refined'],
    ]);
  });

  it('keeps an expired row expired, and lets it hold no identity', () => {
    const old = {
      ...candidate(1, 'a', 'x'),
      row: { ...candidate(1, 'a', 'x').row, fate: 'expired' as const },
    };
    expect(fatesOf([old, candidate(2, 'a', 'x')])).toEqual([
      [1, 'expired'],
      [2, 'refined'],
    ]);
  });

  it('gives the same fates however the records are cut into batches', () => {
    const record = fc.record({ id: fc.constantFrom('a', 'b', 'c'), content: fc.constantFrom('x', 'y') });
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 30 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
        (records, cuts) => {
          const all = records.map(({ id, content }, i) => candidate(i, id, content));
          const pieces: (readonly [Position, string | undefined])[] = [];
          const silver: Parameters<typeof decideFates>[1][number][] = [];
          for (let at = 0; at < all.length;) {
            const size = cuts.next().value;
            const piece = all.slice(at, at + size);
            pieces.push(...fatesOf(piece, silver));
            silver.push(...decideFates(piece, silver).rows.filter((row) => row.fate === 'refined'));
            at += size;
          }
          expect(pieces).toEqual(fatesOf(all));
        },
      ),
    );
  });
});
