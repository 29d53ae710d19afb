import { sentenceOf } from './prepare-sentence.ts';
import { summaryOf } from './prepare-summary.ts';

const from = Date.UTC(2026, 10, 23, 13, 32);
const span = { from, to: from + 3_600_000 };
const point = (value: number, partial = false) => ({ time: from, value, partial, corrected: false });

describe('a chart in words', () => {
  it('says how high it is and what happened', () => {
    const marks = [
      { kind: 'gap', from, to: from + 60_000, says: '' },
      { kind: 'alert', from: from - 9, to: from - 1, says: '' },
    ] as const;

    expect(sentenceOf('Mean temperature', 'K', summaryOf([point(300), point(302)]), marks, span)).toBe(
      'Mean temperature, 13:32 – 14:32 UTC: between 300.00\u00a0K and 302.00\u00a0K, 301.00\u00a0K on average, last 302.00\u00a0K. ' +
        'Marked: 1 gap. The same values are in the table.',
    );
  });

  it.each([
    [[], 'no data'],
    [[point(5, true)], '5 so far, in a window that is still open'],
  ])('says of %j: %s', (points, words) => {
    expect(sentenceOf('Readings', '1', summaryOf(points), [], span)).toContain(`UTC: ${words}.`);
  });
});
