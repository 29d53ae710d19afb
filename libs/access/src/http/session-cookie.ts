import type { ApiEnv } from '@dataforge/http';
import { DAY_MS, SECOND_MS } from '@dataforge/kernel';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

export const COOKIE = 'dataforge_session';

export const sessionSecretOf = (context: Context<ApiEnv>): string | undefined => getCookie(context, COOKIE);

export const keepSessionSecret = (context: Context<ApiEnv>, secret: string): void =>
  setCookie(context, COOKIE, secret, { ...attributes(context), maxAge: (7 * DAY_MS) / SECOND_MS });

export const forgetSessionSecret = (context: Context<ApiEnv>): string | undefined =>
  deleteCookie(context, COOKIE, attributes(context));

/** Scripts cannot read it, and other sites' pages cannot send it. */
const attributes = (context: Context<ApiEnv>) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'Strict' as const,
  secure: isSecure(context),
});

/** Behind a proxy that ends TLS, its header says so; whoever forges that hurts their own cookie alone. */
const isSecure = (context: Context<ApiEnv>): boolean =>
  context.req.url.startsWith('https:') || context.req.header('x-forwarded-proto') === 'https';
