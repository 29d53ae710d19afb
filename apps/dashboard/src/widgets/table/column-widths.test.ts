import { columnWidths } from './column-widths.ts';
import type { TableColumn } from './table-column.ts';

const number: TableColumn<string> = { id: '#', title: '#', text: (_, place) => String(place + 1) };
const text: TableColumn<string> = { id: 't', title: 'text', note: 'string', text: (row) => row };

describe('the widths of columns', () => {
  it('fit the head with its note, and the widest text', () => {
    expect(columnWidths([number, text], [])).toEqual([4, 13]);
    expect(columnWidths([number, text], ['a', 'x'.repeat(20)])).toEqual([4, 20]);
  });

  it('are bounded, and know the last of many rows', () => {
    const rows = Array.from({ length: 100_000 }, () => 'x'.repeat(1_000));

    expect(columnWidths([number, text], rows)).toEqual([6, 48]);
  });
});
