import { HttpProblem, type ApiEnv, type RateClass } from '@dataforge/http';
import { SECOND_MS, type Clock } from '@dataforge/kernel';
import type { Context, MiddlewareHandler } from 'hono';
import { isRole, tokenBuckets, type Role } from '../index.ts';

type Rates = Readonly<Record<RateClass, number>>;

/** Requests per second that somebody may send in the long run, the most generous of their roles. */
const RATES: Readonly<Record<Role | 'nobody', Rates>> = {
  // Providers of webhooks sign what they send, and send it from a few addresses.
  nobody: { ingest: 2_000, read: 200, query: 10, session: 5 },
  viewer: { ingest: 10, read: 1_000, query: 1_000, session: 20 },
  analyst: { ingest: 10, read: 1_000, query: 1_000, session: 20 },
  operator: { ingest: 10, read: 1_000, query: 1_000, session: 20 },
  producer: { ingest: 5_000, read: 50, query: 10, session: 20 },
  admin: { ingest: 5_000, read: 2_000, query: 2_000, session: 50 },
};

const BURST_SECONDS = 2;
const MOST_BUCKETS = 10_000;

export interface RateLimitDeps {
  readonly clock: Clock;
  /** Where a request comes from, for those who are nobody. */
  readonly addressOf: (context: Context<ApiEnv>) => string;
}

/** Counts requests by class: a principal's own, and those of nobody by their address. */
export function rateLimits({ clock, addressOf }: RateLimitDeps): MiddlewareHandler<ApiEnv> {
  const buckets = tokenBuckets({ burstSeconds: BURST_SECONDS, most: MOST_BUCKETS });
  return async (context, next) => {
    context.set('admit', (rate) => {
      const principal = context.get('principal');
      const perSecond = rateOf(principal?.roles ?? [], rate);
      const sender = principal ? `by ${principal.subject}` : `from ${addressOf(context)}`;
      const waitMs = buckets.take(`${rate} ${sender}`, perSecond, clock.now());
      if (waitMs > 0) throw tooMany(rate, perSecond, Math.ceil(waitMs / SECOND_MS));
    });
    await next();
  };
}

const rateOf = (roles: readonly string[], rate: RateClass): number =>
  Math.max(RATES.nobody[rate], ...roles.filter(isRole).map((role) => RATES[role][rate]));

/** With the header fields of draft-ietf-httpapi-ratelimit-headers-10. */
const tooMany = (rate: RateClass, perSecond: number, seconds: number): HttpProblem =>
  new HttpProblem(
    429,
    `That is more than ${perSecond} requests a second of the class ${rate}. Wait ${seconds} s, or send fewer and larger requests.`,
    {
      headers: {
        'retry-after': String(seconds),
        'ratelimit-policy': `"${rate}";q=${perSecond * BURST_SECONDS};w=${BURST_SECONDS}`,
        ratelimit: `"${rate}";r=0;t=${seconds}`,
      },
    },
  );
