/** The time that lies nearest to a place (0 to 1) between two instants; undefined where there is none. */
export function nearestTime(
  times: readonly number[],
  place: number,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  const wanted = from + place * (to - from);
  return times
    .filter((time) => time >= from && time <= to)
    .reduce<number | undefined>(
      (best, time) => (best === undefined || Math.abs(time - wanted) < Math.abs(best - wanted) ? time : best),
      undefined,
    );
}
