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
