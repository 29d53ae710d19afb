/** What is expected reaches no further down than the series can: counts, rates and shares, which have no value below zero, not below it. */
export const lowEnd = (low: number, points: readonly { readonly value: number | null }[]): number =>
  points.some(({ value }) => value !== null && value < 0) ? low : Math.max(0, low);
