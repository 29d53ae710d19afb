import { clusterMarks, type Mark } from './mark.ts';

const mark = (kind: Mark['kind'], from: number, to = from): Mark => ({ kind, from, to, says: kind });

describe('marks side by side', () => {
  const range = { from: 0, to: 360 };

  it('are one where those of a kind would lie on each other', () => {
    const clusters = clusterMarks(
      [mark('corrected', 100), mark('corrected', 105), mark('alert', 102), mark('corrected', 120)],
      range,
    );

    expect(clusters.map(({ kind, at, marks }) => [kind, at, marks.length])).toEqual([
      ['corrected', 100, 2],
      ['alert', 102, 1],
      ['corrected', 120, 1],
    ]);
  });

  it('are those that are visible, and begin at the edge where they began before it', () => {
    const clusters = clusterMarks(
      [mark('alert', -50, -10), mark('alert', -50, 10), mark('alert', 400)],
      range,
    );

    expect(clusters.map(({ at }) => at)).toEqual([0]);
  });
});
