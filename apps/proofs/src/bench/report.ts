export type Figures = Readonly<Record<string, number>>;

export type Report = (name: string, figures: Figures) => void;

/** Writes results as they come, figures rounded: as text, or each as a line of JSON. */
export const reportTo =
  (write: (text: string) => void, json: boolean): Report =>
  (name, figures) => {
    const rounded = Object.entries(figures).map(([figure, value]) => [figure, Math.round(value)] as const);
    if (json) write(`${JSON.stringify({ name, ...Object.fromEntries(rounded) })}\n`);
    else
      write(`\n${name}\n${rounded.map(([figure, value]) => `  ${figure.padEnd(20)} ${value}\n`).join('')}`);
  };

/** A result of many lines: figures and words by the names of their columns, the same ones in each. */
export type Row = Readonly<Record<string, string | number>>;

/** Writes a table under its title: of Markdown, or each row as a line of JSON. */
export const tableTo =
  (write: (text: string) => void, json: boolean) =>
  (title: string, rows: readonly Row[]): void => {
    if (json) {
      for (const row of rows) write(`${JSON.stringify({ title, ...row })}\n`);
      return;
    }
    const columns = Object.keys(rows[0] ?? {});
    const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
    const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
    const written = (cells: readonly string[]) =>
      `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
    const [head = [], ...body] = lines;
    const rule = widths.map((width) => '-'.repeat(width));
    write(`\n${title}\n\n${[head, rule, ...body].map(written).join('')}`);
  };
