/** A cell by its row and its place in it. */
export type HeatPlace = readonly [row: number, cell: number];

const STEPS: Readonly<Record<string, HeatPlace>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

/** Where a key leads in so many rows of so many cells; at an edge it stays. Undefined for a key that does not move. */
export function moveInHeat(
  key: string,
  [row, cell]: HeatPlace,
  [rows, cells]: HeatPlace,
): HeatPlace | undefined {
  const step = STEPS[key];
  if (!step) return undefined;
  const within = (place: number, count: number) => Math.min(Math.max(place, 0), count - 1);
  return [within(row + step[0], rows), within(cell + step[1], cells)];
}
