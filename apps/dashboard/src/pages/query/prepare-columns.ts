import type { QueryColumn } from '@dataforge/api-client';
import type { AnswerRows, QueryRow } from '../../api/query.ts';
import type { TableColumn } from '../../widgets/table/table-column.ts';

const MOST_DIGITS = 4;
/** Below this, four digits behind the point would say nothing. */
const SMALL = 1e-4;

/** Numbers stand to the right, which says that they are; the others say what they are. */
const NOTES: Readonly<Record<QueryColumn['type'], string>> = {
  string: 'text',
  integer: 'int',
  number: '',
  boolean: 'bool',
  timestamp: 'UTC',
  date: 'date',
  json: 'JSON',
};

const isNumeric = ({ type }: QueryColumn): boolean => type === 'integer' || type === 'number';

const isNull = (value: unknown): boolean => value === null || value === undefined;

/** The columns of an answer, each with one precision for all its values. */
export function prepareColumns({ columns, rows }: AnswerRows): readonly TableColumn<QueryRow>[] {
  return columns.map((column, place) => {
    const write = writerOf(column, rows, place);
    return {
      id: String(place),
      title: column.name,
      note: NOTES[column.type],
      align: isNumeric(column) ? 'right' : 'left',
      text: (row) => (isNull(row[place]) ? 'null' : write(row[place])),
      faint: (row) => isNull(row[place]),
      ...(column.type !== 'json' && { value: (row: QueryRow) => sortValue(column, row[place]) }),
    };
  });
}

/** A whole number beyond 2^53 comes as text; as a double it still has its place among the others. */
const sortValue = (column: QueryColumn, value: unknown) =>
  isNumeric(column) && typeof value === 'string'
    ? Number(value)
    : (value as string | number | boolean | null);

function writerOf(
  { type }: QueryColumn,
  rows: readonly QueryRow[],
  place: number,
): (value: unknown) => string {
  if (type === 'json') return (value) => JSON.stringify(value);
  if (type === 'timestamp') {
    const length = timeLength(rows.map((row) => row[place]).filter((value) => typeof value === 'string'));
    return (value) => String(value).slice(0, length).replace('T', ' ');
  }
  if (type !== 'number') return String;
  const digits = digitsIn(rows, place);
  return (value) => numberText(value, digits);
}

/** Characters of RFC 3339 up to the minute, the second or the millisecond: what tells all the times apart. */
function timeLength(times: readonly string[]): number {
  if (times.every((time) => time.slice(16) === ':00.000Z')) return 16;
  return times.every((time) => time.slice(19) === '.000Z') ? 19 : 23;
}

/** As many as the value with the most of them has. */
function digitsIn(rows: readonly QueryRow[], place: number): number {
  let most = 0;
  for (const row of rows) {
    most = Math.max(most, digitsOf(row[place]));
    if (most === MOST_DIGITS) break;
  }
  return most;
}

const digitsOf = (value: unknown): number =>
  typeof value === 'number' && !isSmall(value)
    ? Math.min(MOST_DIGITS, (String(Number(value.toFixed(MOST_DIGITS))).split('.')[1] ?? '').length)
    : 0;

const isSmall = (value: number): boolean => value !== 0 && Math.abs(value) < SMALL;

function numberText(value: unknown, digits: number): string {
  if (typeof value !== 'number') return String(value);
  return isSmall(value) || Math.abs(value) >= 1e15 ? value.toExponential(3) : value.toFixed(digits);
}
