import { Text } from '@codemirror/state';
import { rangeAt } from './editor-place.ts';

const text = Text.of(['SELECT *', "FROM '😀', read_csv('x')", '']);
const at = (line: number, column: number) => {
  const { from, to } = rangeAt(text, { line, column });
  return text.sliceString(from, to);
};

describe('the place of a refusal', () => {
  it('is the word that stands there, counted in characters', () => {
    expect([at(1, 1), at(1, 8), at(2, 11)]).toEqual(['SELECT', '*', 'read_csv']);
  });

  it('is what stands on the line where no more is known', () => {
    const indented = Text.of(['SELECT', '  a, b', '']);
    const on = (line: number) => rangeAt(indented, { line });

    expect([on(2), on(3)]).toEqual([
      { from: 9, to: 13 },
      { from: 14, to: 14 },
    ]);
  });

  it('stays within the text', () => {
    expect([at(3, 1), at(9, 1), at(1, 99), at(0, 1)]).toEqual(['', '', '', 'SELECT']);
    expect(rangeAt(text, { line: 1, column: 99 })).toEqual({ from: 8, to: 8 });
  });
});
