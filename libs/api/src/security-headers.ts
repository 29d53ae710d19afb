import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** What an answer that is no page needs: nothing. A page says what it needs itself. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const defaults: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', POLICY);
  // Answers are for whoever asked, and of that moment.
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};

/** The headers of every answer, those of refusals and failures too. */
export const securityHeaders: readonly MiddlewareHandler[] = [
  secureHeaders({ xFrameOptions: 'DENY', referrerPolicy: 'no-referrer' }),
  defaults,
];
