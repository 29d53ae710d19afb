import { SECOND_MS } from '@dataforge/kernel';

/** What a total grew by per second over about the last `windowMs`, from the totals it is told. 0 until there are two. */
export function rateMeter(windowMs: number): (total: number, now: number) => number {
  let samples: readonly { readonly total: number; readonly at: number }[] = [];
  return (total, now) => {
    // The newest sample that is older than the window is where it begins.
    const begins = samples.findLastIndex(({ at }) => at <= now - windowMs);
    samples = [...samples.slice(Math.max(0, begins)), { total, at: now }];
    const [first] = samples;
    if (!first || first.at === now) return 0;
    // Totals shrink where retention passes; that is no work done.
    const perSecond = (Math.max(0, total - first.total) / (now - first.at)) * SECOND_MS;
    return Math.round(perSecond * 10) / 10;
  };
}
