import type { AnswerRows } from '../../api/query.ts';

/** For a spreadsheet: a line a row, values between tabs; what would break a line is a blank. */
export const asText = ({ columns, rows }: AnswerRows): string =>
  [columns.map(({ name }) => name), ...rows.map((row) => row.map(cellText))]
    .map((cells) => cells.map((cell) => cell.replaceAll(/[\t\r\n]+/g, ' ')).join('\t'))
    .join('\n');

const cellText = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value as string | number | boolean);

export const asJson = ({ columns, rows }: AnswerRows): string => JSON.stringify({ columns, rows });
