/** Doubles agree to nine significant digits: sums fold in another order than a recompute adds them. */
export const sameNumber = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
