/** How many requests are taken: `perSecond` in the long run, and at once as many as `burstSeconds` of that. */
export interface TokenBucketSettings {
  readonly burstSeconds: number;
  /** Buckets that are kept; the one that was not used for longest goes first. */
  readonly most: number;
}

export interface TokenBuckets {
  /** Takes a token out of a bucket, at `now` (ms). Returns 0, or the ms until there will be one. */
  take(key: string, perSecond: number, now: number): number;
}

/** Token buckets in memory, each full at first. */
export function tokenBuckets({ burstSeconds, most }: TokenBucketSettings): TokenBuckets {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, perSecond, now) {
      const full = Math.max(1, perSecond * burstSeconds);
      const held = buckets.get(key) ?? { tokens: full, at: now };
      // Back at the end: the first is the one not used for longest.
      buckets.delete(key);
      if (buckets.size >= most) buckets.delete(buckets.keys().next().value as string);
      const gained = (Math.max(0, now - held.at) / 1_000) * perSecond;
      const tokens = Math.min(full, held.tokens + gained);
      const taken = tokens >= 1;
      buckets.set(key, { tokens: taken ? tokens - 1 : tokens, at: Math.max(now, held.at) });
      return taken ? 0 : ((1 - tokens) / perSecond) * 1_000;
    },
  };
}
