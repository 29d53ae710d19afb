import type { MiddlewareHandler } from 'hono';
import { cors as corsHeaders } from 'hono/cors';

/**
 * Closed: without a named origin there is no header that opens anything. Pages of the origins that are named may read
 * answers and send what the server's own pages may, with the session's cookie.
 */
export function cors(origins: readonly string[]): MiddlewareHandler {
  const open = corsHeaders({
    origin: [...origins],
    credentials: true,
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'x-csrf-token'],
    exposeHeaders: ['retry-after', 'ratelimit', 'ratelimit-policy'],
    maxAge: 600,
  });
  return async (context, next) => {
    if (origins.length === 0) return next();
    if (origins.includes(context.req.header('origin') ?? '')) return open(context, next);
    await next();
    // For a cache between: to another origin the answer is another.
    context.res.headers.append('vary', 'origin');
  };
}
