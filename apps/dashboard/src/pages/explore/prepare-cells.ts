import { digitsFor, formatNumber } from '../../numbers/format-number.ts';

/** How many digits all cells of one unit have: none where all are whole, two of kelvins. */
export function digitsOf(values: readonly (number | null)[], unit: string): number {
  const known = values.filter((value) => value !== null);
  if (known.every(Number.isInteger)) return 0;
  return unit === 'K' ? 2 : Math.max(...known.map(digitsFor));
}

export const cellText = (value: number | null, digits: number): string =>
  value === null ? 'no data' : formatNumber(value, digits);

/** A difference: an arrow and its size, `=` where there is none; empty where there is nothing to compare. */
export function differenceText(now: number | null, before: number | null, digits: number): string {
  if (now === null || before === null) return '';
  const text = formatNumber(Math.abs(now - before), digits);
  if (Number(text.replaceAll('\u00a0', '')) === 0) return `= ${text}`;
  return `${now > before ? '▲' : '▼'} ${text}`;
}
