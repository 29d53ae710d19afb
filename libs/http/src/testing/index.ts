import type { MiddlewareHandler } from 'hono';
import { emptyApp, HttpProblem, problemResponse, type Api, type ApiEnv, type RouteModule } from '../index.ts';
import { declaredAnswers } from './declared-answers.ts';

export { declaredAnswers };

/** Admits every request. */
export const unlimited: MiddlewareHandler<ApiEnv> = (context, next) => {
  context.set('admit', () => undefined);
  return next();
};

/**
 * An app of these routes alone, asked by a principal with these permissions, or by nobody. An answer that is not as its
 * route declares throws.
 */
export function appAs(permissions: readonly string[] | undefined, ...modules: readonly RouteModule[]): Api {
  const app = emptyApp();
  app.onError((error) => {
    if (error instanceof HttpProblem) return problemResponse(error.problem, error.headers);
    throw error;
  });
  app.use(declaredAnswers(app), unlimited);
  app.use((context, next) => {
    if (permissions)
      context.set('principal', {
        subject: 'test',
        roles: ['viewer'],
        permissions: new Set(permissions),
        via: 'token',
        expiresAt: Number.MAX_SAFE_INTEGER,
      });
    return next();
  });
  for (const addRoutes of modules) addRoutes(app);
  return app;
}
