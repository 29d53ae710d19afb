import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import {
  emptyApp,
  guard,
  HttpProblem,
  isGuard,
  problemResponse,
  type Api,
  type ApiEnv,
  type RouteModule,
} from '@dataforge/http';
import { messageOf, natureOf, type Log } from '@dataforge/kernel';
import { cors } from './cors.ts';
import { referencePage } from './reference/reference-page.ts';
import { securityHeaders } from './security-headers.ts';

export interface ApiDeps {
  readonly modules: readonly RouteModule[];
  /** Finds out who is there. */
  readonly authentication: MiddlewareHandler<ApiEnv>;
  /** Counts what a sender sends; sets `admit`. */
  readonly rateLimits: MiddlewareHandler<ApiEnv>;
  /** Whose pages may read the answers, beside the server's own. */
  readonly origins: readonly string[];
  readonly logger: Log;
}

const RETRY_AFTER_SECONDS = '2';

/** Composes the domains' route modules into one app, the same under Node and Lambda. Throws if a route has no guard. */
export function createApi({ modules, authentication, rateLimits, origins, logger }: ApiDeps): Api {
  const api = emptyApp();
  api.use(...securityHeaders, cors(origins), rateLimits, authentication);
  api.onError((error, context) => {
    const instance = context.req.path;
    if (error instanceof HttpProblem) return problemResponse({ ...error.problem, instance }, error.headers);
    const id = randomUUID();
    const cause = { id, path: instance, cause: messageOf(error) };
    if (natureOf(error) === 'retriable') {
      logger.warn(cause, 'What a request needs is away or too busy.');
      const { problem } = new HttpProblem(
        503,
        `What this needs is away or too busy now; ask again. The log has the cause under ${id}.`,
      );
      return problemResponse({ ...problem, instance }, { 'retry-after': RETRY_AFTER_SECONDS });
    }
    logger.error({ ...cause, stack: error.stack }, 'A request failed.');
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
  api.get('/openapi.json', guard({ permission: 'public', rate: 'read' }), (context) =>
    context.json(document),
  );
  referencePage(document)(api);
  assertGuarded(api);
  api.notFound((context) => missing(api, context.req.path, context.req.method));
  return api;
}

/** The method under which the framework lists what stands before routes. */
const MIDDLEWARE = 'ALL';

export type Document = ReturnType<Api['getOpenAPI31Document']>;

const documentOf = (api: Api): Document =>
  api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'DataForge',
      version: '1',
      description: 'A streaming lakehouse: accepted, accounted, refined, served.',
    },
  });

/** Deny by default: what names no permission and no rate class is not served. */
function assertGuarded({ routes }: Api): void {
  const placeOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
  const guarded = new Set(routes.filter(({ handler }) => isGuard(handler)).map(placeOf));
  const open = routes
    .filter(({ method }) => method !== MIDDLEWARE)
    .find((route) => !guarded.has(placeOf(route)));
  if (open) throw new Error(`${placeOf(open)} names no permission and no rate class.`);
}

/** 405 where the path is there with other methods alone, else 404: a route that takes this one has found nothing. */
function missing(api: Api, path: string, method: string): Response {
  const taken = methodsAt(api, path);
  const methods = taken.includes(method) ? [] : taken;
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
    router.match(method, path)[0].some(([[, route]]) => route.method === method && method !== MIDDLEWARE),
  );
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
