import fc from 'fast-check';
import { addSelectItems, ident, literal, rowsWithin, spansOf } from './sql.ts';

describe('SQL text', () => {
  it('quotes what it is given', () => {
    expect(ident('a"b')).toBe('"a""b"');
    expect(literal("o'clock")).toBe("'o''clock'");
  });

  it('adds items before the FROM of the model itself', () => {
    const model =
      "SELECT EXTRACT(HOUR FROM t) AS h, (SELECT 1 FROM x) AS y, ' FROM ' AS z -- from here\nFROM silver GROUP BY t";
    expect(addSelectItems(model, 'COUNT(*) AS n')).toBe(
      model.replace('\nFROM silver', '\n, COUNT(*) AS n FROM silver'),
    );
  });

  it('refuses a model without FROM', () => {
    expect(() => addSelectItems('SELECT 1', 'x')).toThrow('no top-level FROM');
  });

  it('reads nothing where there is no span', () => {
    expect(rowsWithin('t', 'c', [])).toContain('LIMIT 0');
  });
});

describe('spans', () => {
  it('join windows that touch', () => {
    expect(spansOf([20, 0, 10, 50], 10)).toEqual([
      [0, 30],
      [50, 60],
    ]);
  });

  it('join the nearest where there would be too many', () => {
    expect(spansOf([0, 30, 50, 100], 10, 2)).toEqual([
      [0, 60],
      [100, 110],
    ]);
  });

  it('cover every window, in order and apart, and never more of them than asked', () => {
    const windows = fc.array(fc.integer({ min: 0, max: 500 }).map((n) => n * 10));
    fc.assert(
      fc.property(windows, fc.integer({ min: 1, max: 5 }), (starts, most) => {
        const spans = spansOf(starts, 10, most);
        expect(spans.length).toBeLessThanOrEqual(most);
        for (const start of starts)
          expect(spans.some(([from, to]) => from <= start && start + 10 <= to)).toBe(true);
        for (let i = 1; i < spans.length; i += 1)
          expect(spans[i]?.[0]).toBeGreaterThan(spans[i - 1]?.[1] ?? Infinity);
      }),
    );
  });

  it('cover nothing else while they are few enough', () => {
    const windows = fc.uniqueArray(
      fc.integer({ min: 0, max: 500 }).map((n) => n * 10),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(windows, (starts) => {
        const covered = spansOf(starts, 10, 5).reduce((sum, [from, to]) => sum + to - from, 0);
        expect(covered).toBe(starts.length * 10);
      }),
    );
  });
});
