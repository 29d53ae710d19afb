import type { RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Api, ApiEnv } from '../index.ts';

/**
 * Holds every answer of an app's documented routes to what they declare: its status, its media type, its members. A
 * request whose answer differs throws, and says where.
 */
export function declaredAnswers(app: Api): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    await next();
    const { method } = context.req;
    const paths = matchedRoutes(context).map(({ path }) => path);
    const route = routesOf(app).find(
      (candidate) => candidate.method === method.toLowerCase() && paths.includes(routingPath(candidate.path)),
    );
    if (!route) return;
    const fault = await faultOf(route, context.res.clone());
    if (fault) throw new Error(`${method} ${route.path} answered ${context.res.status} ${fault}.`);
  };
}

const routesOf = (app: Api): readonly RouteConfig[] =>
  app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' ? [definition.route] : [],
  );

const routingPath = (template: string): string => template.replaceAll(/\{([^}]+)\}/g, ':$1');

async function faultOf(route: RouteConfig, answer: Response): Promise<string | undefined> {
  const declared = route.responses[answer.status];
  if (!declared || '$ref' in declared) return 'which it does not declare';
  const body = await answer.text();
  if (!declared.content) return body === '' ? undefined : 'with a body, where it declares none';
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
  const media = declared.content[type];
  const schema = media && 'schema' in media ? media.schema : undefined;
  if (!schema) return `as ${type || 'nothing'}, which it does not declare`;
  if (!/[/+]json$/.test(type)) return undefined;
  return bodyFault(schema as z.ZodType, JSON.parse(body));
}

function bodyFault(schema: z.ZodType, body: unknown): string | undefined {
  const parsed = schema.safeParse(body);
  if (!parsed.success)
    return `with ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`;
  const extra = undeclared(body, parsed.data);
  return extra === undefined ? undefined : `with ${extra}, which its schema does not have`;
}

/** The first member, by its path, that the schema left out. */
function undeclared(body: unknown, parsed: unknown, at: readonly string[] = []): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  for (const [name, value] of Object.entries(body)) {
    const place = [...at, name];
    if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, name)) return place.join('.');
    const within = undeclared(value, (parsed as Record<string, unknown>)[name], place);
    if (within !== undefined) return within;
  }
  return undefined;
}
