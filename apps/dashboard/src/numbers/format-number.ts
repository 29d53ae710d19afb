const NO_BREAK = '\u00a0';
const MINUS = '\u2212';

/** Thousands apart, a true minus: `48 213`, `−0.12`. `digits` behind the point. */
export function formatNumber(value: number, digits = 0): string {
  const [whole = '', rest] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, NO_BREAK);
  const isZero = Number(Math.abs(value).toFixed(digits)) === 0;
  return `${value < 0 && !isZero ? MINUS : ''}${grouped}${rest === undefined ? '' : `.${rest}`}`;
}

/** How many digits behind the point keep four that count, up to two. */
export function digitsFor(value: number): number {
  if (Number.isInteger(value)) return 0;
  const size = Math.abs(value);
  return size >= 1_000 ? 0 : size >= 100 ? 1 : 2;
}

export interface Quantity {
  readonly text: string;
  /** Empty where the number stands for itself. */
  readonly unit: string;
}

/** A value with the unit that people read it in: milliseconds from a second on as seconds, a share as per cent. */
export function formatQuantity(value: number, unit: string): Quantity {
  if (unit === 'ms' && Math.abs(value) >= 1_000) {
    const seconds = value / 1_000;
    if (Math.abs(seconds) >= 600) return { text: formatNumber(seconds / 60, 0), unit: 'min' };
    return { text: formatNumber(seconds, digitsFor(seconds)), unit: 's' };
  }
  if (unit === 'K') return { text: formatNumber(value, 2), unit };
  return { text: formatNumber(value, digitsFor(value)), unit: unit === '1' ? '' : unit };
}

/** A change against something: `▲ 0.86 K`, `▼ 6.3 %`, `no change`. A per cent of kelvins means nothing, so those keep their unit. */
export function formatChange(now: number, before: number, unit: string): string {
  const change = now - before;
  if (Math.abs(change) < 1e-9 * Math.max(1, Math.abs(before))) return 'no change';
  const arrow = change > 0 ? '▲' : '▼';
  if (unit !== '1' || before === 0) {
    const { text, unit: shown } = formatQuantity(Math.abs(change), unit);
    return `${arrow} ${text}${shown === '' ? '' : `${NO_BREAK}${shown}`}`;
  }
  return `${arrow} ${formatNumber(Math.abs(change / before) * 100, 1)}${NO_BREAK}%`;
}
