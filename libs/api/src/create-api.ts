import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import {
  emptyApp,
  HttpProblem,
  problemResponse,
  type Api,
  type ApiEnv,
  type RouteModule,
} from '@dataforge/http';
import { messageOf, type Log } from '@dataforge/kernel';

export interface ApiDeps {
  readonly modules: readonly RouteModule[];
  /** Finds out who is there. */
  readonly authentication: MiddlewareHandler<ApiEnv>;
  readonly logger: Log;
}

/** Composes the domains' route modules into one app, the same under Node and Lambda. Throws if a route names no permission. */
export function createApi({ modules, authentication, logger }: ApiDeps): Api {
  const api = emptyApp();
  api.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'no-referrer',
    }),
  );
  api.use(authentication);
  api.onError((error, context) => {
    const instance = context.req.path;
    if (error instanceof HttpProblem) return problemResponse({ ...error.problem, instance }, error.headers);
    const id = randomUUID();
    logger.error({ id, path: instance, cause: messageOf(error), stack: error.stack }, 'A request failed.');
    const unknown = new HttpProblem(500, `The server failed. Its log has the cause under ${id}.`);
    return problemResponse({ ...unknown.problem, instance });
  });
  for (const addRoutes of modules) addRoutes(api);
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  const document = documentOf(api);
  assertPermissions(document);
  api.get('/openapi.json', (context) => context.json(document));
  api.notFound((context) => missing(api, context.req.path, context.req.method));
  return api;
}

type Document = ReturnType<Api['getOpenAPI31Document']>;

const documentOf = (api: Api): Document =>
  api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'DataForge',
      version: '1',
      description: 'A streaming lakehouse: accepted, accounted, refined, served.',
    },
  });

/** Deny by default: what names no permission is not served. */
function assertPermissions(document: Document): void {
  for (const [path, operations] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(operations as Record<string, object>))
      if (!('x-permission' in operation))
        throw new Error(`${method.toUpperCase()} ${path} names no permission.`);
}

/** 405 where the path is there with other methods, else 404. */
function missing(api: Api, path: string, method: string): Response {
  const methods = methodsAt(api, path);
  const { problem } =
    methods.length > 0
      ? new HttpProblem(405, `${path} does not take ${method}; it takes ${methods.join(', ')}.`)
      : new HttpProblem(404, `There is nothing at ${path}. GET /openapi.json lists what there is.`);
  return problemResponse(
    { ...problem, instance: path },
    methods.length > 0 ? { allow: methods.join(', ') } : {},
  );
}

/** What a path is routed for; what is registered for every method is no endpoint, and whoever answers GET answers HEAD. */
function methodsAt({ routes, router }: Api, path: string): readonly string[] {
  const methods = [...new Set(routes.map(({ method }) => method))].filter((method) =>
    router.match(method, path)[0].some(([[, route]]) => route.method === method && method !== 'ALL'),
  );
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
