/** A cell by its row and column, both from 0. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface TableSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that are seen at once. */
  readonly page: number;
}

export interface CellKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Where a key leads in a table, as in every grid of ARIA; undefined for a key that leads nowhere. */
export function moveCell(
  { row, column }: CellPlace,
  { key, ctrlKey, metaKey }: CellKey,
  { rows, columns, page }: TableSize,
): CellPlace | undefined {
  const far = ctrlKey || metaKey;
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [far ? 0 : row - 1, column],
    ArrowDown: [far ? rows : row + 1, column],
    ArrowLeft: [row, far ? 0 : column - 1],
    ArrowRight: [row, far ? columns : column + 1],
    PageUp: [row - page, column],
    PageDown: [row + page, column],
    Home: [far ? 0 : row, 0],
    End: [far ? rows : row, columns],
  };
  const to = moves[key];
  return to && { row: within(to[0], rows), column: within(to[1], columns) };
}

const within = (place: number, count: number): number => Math.max(0, Math.min(place, count - 1));
