import { moveCell } from './move-cell.ts';

const size = { rows: 100, columns: 3, page: 20 };
const go = (row: number, column: number, key: string, ctrlKey = false) => {
  const to = moveCell({ row, column }, { key, ctrlKey, metaKey: false }, size);
  return to && [to.row, to.column];
};

describe('keys in a table', () => {
  it.each([
    ['ArrowDown', [6, 1]],
    ['ArrowUp', [4, 1]],
    ['ArrowLeft', [5, 0]],
    ['ArrowRight', [5, 2]],
    ['PageDown', [25, 1]],
    ['PageUp', [0, 1]],
    ['Home', [5, 0]],
    ['End', [5, 2]],
  ])('%s leads from 5, 1 to %j', (key, to) => {
    expect(go(5, 1, key)).toEqual(to);
  });

  it('stays within the table, and goes to its ends with Ctrl', () => {
    expect([go(0, 0, 'ArrowUp'), go(99, 2, 'ArrowDown'), go(99, 2, 'ArrowRight')]).toEqual([
      [0, 0],
      [99, 2],
      [99, 2],
    ]);
    expect([go(5, 1, 'Home', true), go(5, 1, 'End', true), go(5, 1, 'ArrowDown', true)]).toEqual([
      [0, 0],
      [99, 2],
      [99, 1],
    ]);
  });

  it('leaves every other key to the browser', () => {
    expect([go(0, 0, 'Tab'), go(0, 0, 'a')]).toEqual([undefined, undefined]);
  });
});
