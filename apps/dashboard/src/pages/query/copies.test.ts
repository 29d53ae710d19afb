import type { AnswerRows } from '../../api/query.ts';
import { asJson, asText } from './copies.ts';

const answer: AnswerRows = {
  columns: [
    { name: 'a', type: 'string' },
    { name: 'a', type: 'json' },
  ],
  rows: [
    ['x\ty\nz', { b: 1 }],
    [null, false],
  ],
};

describe('copies of an answer', () => {
  it('as text have a line a row, whatever is in the values', () => {
    expect(asText(answer)).toBe('a\ta\nx y z\t{"b":1}\n\tfalse');
  });

  it('as JSON lose nothing, of two columns with one name neither', () => {
    expect(JSON.parse(asJson(answer))).toEqual(answer);
  });
});
