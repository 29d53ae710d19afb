import type { QueryAnswer, QueryColumn, QueryRow } from '../../api/query.ts';
import type { TableColumn } from '../../widgets/table/table-column.ts';

const MOST_DIGITS = 4;
const SAMPLES = 500;
/** Below this, four digits behind the point would say nothing. */
const SMALL = 1e-4;

const isNumeric = ({ type }: QueryColumn): boolean => type === 'integer' || type === 'number';

/** The columns of an answer, each with one precision for all its values. */
export function prepareColumns({
  columns,
  rows,
}: Pick<QueryAnswer, 'columns' | 'rows'>): readonly TableColumn<QueryRow>[] {
  const step = Math.max(1, Math.floor(rows.length / SAMPLES));
  const sample = rows.filter((_, place) => place % step === 0);
  return columns.map((column, place) => {
    const write = writerOf(
      column,
      sample.map((row) => row[place]),
    );
    return {
      id: String(place),
      title: column.name,
      note: column.type === 'timestamp' ? 'UTC' : column.type,
      align: isNumeric(column) ? 'right' : 'left',
      text: (row) => (row[place] === null || row[place] === undefined ? 'null' : write(row[place])),
      ...(column.type !== 'json' && { value: (row: QueryRow) => sortValue(column, row[place]) }),
    };
  });
}

/** A whole number beyond 2^53 comes as text; as a double it still has its place among the others. */
const sortValue = (column: QueryColumn, value: unknown) =>
  isNumeric(column) && typeof value === 'string'
    ? Number(value)
    : (value as string | number | boolean | null);

function writerOf({ type }: QueryColumn, sample: readonly unknown[]): (value: unknown) => string {
  if (type === 'json') return (value) => JSON.stringify(value);
  if (type === 'timestamp') {
    const length = timeLength(sample.filter((value) => typeof value === 'string'));
    return (value) => String(value).slice(0, length).replace('T', ' ');
  }
  if (type !== 'number') return String;
  const digits = sample.reduce<number>((most, value) => Math.max(most, digitsOf(value)), 0);
  return (value) => numberText(value, digits);
}

/** Characters of RFC 3339 up to the minute, the second or the millisecond: what tells all the times apart. */
function timeLength(times: readonly string[]): number {
  if (times.every((time) => time.slice(16) === ':00.000Z')) return 16;
  return times.every((time) => time.slice(19) === '.000Z') ? 19 : 23;
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
