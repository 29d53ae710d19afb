import type { TableColumn } from './table-column.ts';

const LEAST_CHARACTERS = 4;
const MOST_CHARACTERS = 48;
/** The arrow that shows the order. */
const ARROW_CHARACTERS = 2;
const SAMPLES = 200;

/**
 * The widest text of each column in characters, head included, from rows spread over all of them: a table that is
 * drawn in parts cannot ask the browser, and must not change its columns while it is scrolled.
 */
export function columnWidths<R>(columns: readonly TableColumn<R>[], rows: readonly R[]): readonly number[] {
  const step = Math.max(1, Math.ceil(rows.length / SAMPLES));
  const places = Array.from({ length: Math.ceil(rows.length / step) }, (_, n) => n * step);
  if (rows.length > 0) places.push(rows.length - 1);
  return columns.map(({ title, note = '', text }) => {
    const head = title.length + ARROW_CHARACTERS + (note === '' ? 0 : note.length + 1);
    const widest = places.reduce((most, place) => Math.max(most, text(rows[place] as R, place).length), head);
    return Math.min(MOST_CHARACTERS, Math.max(LEAST_CHARACTERS, widest));
  });
}
