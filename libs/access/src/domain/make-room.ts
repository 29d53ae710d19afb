/**
 * What a bounded store forgets before it takes one more: all that has ended, and if that is not enough, what ends
 * first. `held` are keys with the time each ends, ms since the epoch.
 */
export function makeRoom(
  held: Iterable<readonly [key: string, endsAt: number]>,
  now: number,
  most: number,
): readonly string[] {
  const byEnd = [...held].sort(([, a], [, b]) => a - b);
  return byEnd.filter(([, endsAt], n) => endsAt <= now || n <= byEnd.length - most).map(([key]) => key);
}
