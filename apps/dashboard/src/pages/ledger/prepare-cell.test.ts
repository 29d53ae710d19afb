import { line } from '../../accounts/ledger-line.testing.ts';
import { prepareCell } from './prepare-cell.ts';

const from = Date.parse('2026-11-23T14:17:00Z');
const minute = (n: number) => new Date(from + n * 60_000).toISOString();
const cell = { product: 'telemetry', stage: 'refine', partition: 1, from, to: from + 60_000 } as const;

describe('a cell of the ledger', () => {
  const lines = [
    line({ partition: 1, minute: minute(0), accepted: 180, refined: 150, quarantined: 30 }),
    line({ partition: 1, minute: minute(1), accepted: 9, refined: 6, inFlight: 1 }),
    line({ partition: 0, minute: minute(0), accepted: 7, refined: 7 }),
    line({ partition: 1, minute: minute(0), accepted: 180, landed: 180, stage: 'land' }),
    line({ product: 'webhooks', partition: 1, minute: minute(0), accepted: 5, refined: 5 }),
  ];

  it('is the sum of its minutes and partitions, without the terms that nobody used', () => {
    expect(prepareCell(lines, cell, from + 3_600_000)).toEqual({
      title: '14:17, telemetry refine p1',
      accepted: 180,
      terms: [
        { fate: 'refined', label: 'refined', count: 150 },
        { fate: 'quarantined', label: 'quarantined', count: 30 },
      ],
      unaccounted: 0,
      moving: false,
    });
  });

  it('can be of several minutes and all partitions, and says what is missing and what moves', () => {
    const { partition: _one, ...all } = cell;
    const view = prepareCell(lines, { ...all, to: from + 120_000 }, from + 86_400_000);

    expect(view).toMatchObject({
      title: '2026-11-23 14:17 – 14:19, telemetry refine',
      accepted: 196,
      unaccounted: 2,
      moving: true,
    });
    expect(view.terms.map(({ fate, count }) => [fate, count])).toEqual([
      ['refined', 163],
      ['quarantined', 30],
      ['in-flight', 1],
      ['unaccounted', 2],
    ]);
  });

  it('has the terms of landing at that stage', () => {
    expect(prepareCell(lines, { ...cell, stage: 'land' }, from).terms).toEqual([
      { fate: 'landed', label: 'landed', count: 180 },
    ]);
  });
});
