import { emptyApp, HttpProblem, problemResponse, type Api, type RouteModule } from '../index.ts';

/** An app of these routes alone, asked by a principal with these permissions, or by nobody. */
export function appAs(permissions: readonly string[] | undefined, ...modules: readonly RouteModule[]): Api {
  const app = emptyApp();
  app.onError((error) => {
    if (error instanceof HttpProblem) return problemResponse(error.problem, error.headers);
    throw error;
  });
  app.use((context, next) => {
    if (permissions)
      context.set('principal', { subject: 'test', roles: ['viewer'], permissions: new Set(permissions) });
    return next();
  });
  for (const addRoutes of modules) addRoutes(app);
  return app;
}
