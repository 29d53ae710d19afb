import { line } from '../../accounts/ledger-line.testing.ts';
import { prepareHeat } from './prepare-heat.ts';

const from = Date.parse('2026-11-23T14:00:00Z');
const at = (minute: number) => new Date(from + minute * 60_000).toISOString();

describe('the heat map of the ledger', () => {
  it('has a cell a minute and a row per product and stage, and per partition where records get fates', () => {
    const heat = prepareHeat(
      [
        line({ minute: at(0), accepted: 4, refined: 4 }),
        line({ minute: at(1), accepted: 9, refined: 9, partition: 1 }),
        line({ minute: at(0), accepted: 4, landed: 4, stage: 'land' }),
        line({ minute: at(0), accepted: 2, landed: 2, stage: 'land', partition: 3 }),
      ],
      { from, to: from + 3 * 60_000 },
    );

    expect(heat.minutes).toBe(1);
    expect(
      heat.rows.map(({ stage, partition, label, accepted }) => [stage, partition, label, accepted]),
    ).toEqual([
      ['land', undefined, 'p0 – p3', 6],
      ['refine', 0, 'p0', 4],
      ['refine', 1, 'p1', 9],
    ]);
    expect(heat.rows[1]?.cells.map(({ kind }) => kind)).toEqual(['balanced', 'none', 'none']);
  });

  it.each([
    [{ accepted: 10, refined: 8 }, 'unaccounted'],
    [{ accepted: 10, refined: 9, inFlight: 1 }, 'in-flight'],
    [{ accepted: 10, refined: 9, quarantined: 1 }, 'quarantined-many'],
    [{ accepted: 100, refined: 99, quarantined: 1 }, 'quarantined'],
    [{ accepted: 1, refined: 1 }, 'balanced'],
  ])('calls %j %s', (counts, kind) => {
    const { rows } = prepareHeat([line({ minute: at(0), ...counts })], { from, to: from + 60_000 });

    expect(rows[0]?.cells[0]?.kind).toBe(kind);
  });

  it('puts several minutes in a cell where the stretch is long', () => {
    const heat = prepareHeat([line({ minute: at(119), accepted: 1, refined: 1 })], {
      from,
      to: from + 120 * 60_000,
    });

    expect(heat.minutes).toBe(2);
    expect(heat.rows[0]?.cells).toHaveLength(60);
    expect(heat.rows[0]?.cells[59]?.accepted).toBe(1);
  });
});
