/** Rows as aligned columns; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const numeric = head.map(
    (_title, i) => rows.length > 0 && rows.every((row) => /^[\d\s.+=✓✗-]*$/.test(row[i] ?? '')),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].map((text) => `${text}\n`).join('');
}

const NO_BREAK = '\u00a0';

/** Thousands apart. */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, NO_BREAK);
