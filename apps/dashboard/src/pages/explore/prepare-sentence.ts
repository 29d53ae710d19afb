import { formatQuantity } from '../../numbers/format-number.ts';
import { spanOf } from '../../time/format-time.ts';
import type { Span } from '../../time/span.ts';
import { MARK_WORDS, type Mark } from '../../widgets/mark-lane/mark.ts';
import type { Summary } from './prepare-summary.ts';

/** A value with its unit, or the dash of one that is not there. */
export function quantityText(value: number | null, unit: string): string {
  if (value === null) return '–';
  const { text, unit: shown } = formatQuantity(value, unit);
  return shown === '' ? text : `${text}\u00a0${shown}`;
}

/** A chart as one sentence or two: how high, and what happened. */
export function sentenceOf(
  name: string,
  unit: string,
  summary: Summary,
  marks: readonly Mark[],
  { from, to }: Span,
): string {
  const says = (value: number | null) => quantityText(value, unit);
  const values =
    summary.last === null
      ? 'no data'
      : summary.min === null
        ? `${says(summary.last)} so far, in a window that is still open`
        : `between ${says(summary.min)} and ${says(summary.max)}, ${says(summary.mean)} on average, last ${says(summary.last)}`;
  const counts = (['alert', 'anomaly', 'corrected', 'gap'] as const).flatMap((kind) => {
    const count = marks.filter((mark) => mark.kind === kind && mark.from < to && mark.to >= from).length;
    return count === 0 ? [] : [`${count} ${MARK_WORDS[kind]}`];
  });
  const happened = counts.length === 0 ? '' : ` Marked: ${counts.join(', ')}.`;
  return `${name}, ${spanOf(from, to)}: ${values}.${happened} The same values are in the table.`;
}
