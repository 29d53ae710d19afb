import { endpoint, type RouteModule } from '@dataforge/http';
import { z } from '@hono/zod-openapi';
import { healthOf, type HealthCheck, type Phase } from '../index.ts';

const healthSchema = z
  .object({
    status: z.enum(['ready', 'starting', 'draining', 'failing']),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  })
  .openapi('Health');

const content = { 'application/json': { schema: healthSchema } };

const route = endpoint({
  method: 'get',
  path: '/health',
  permission: 'public',
  rate: 'read',
  summary: 'Whether the server is ready, with its checks',
  responses: {
    200: { description: 'Ready', content },
    503: { description: 'Starting, draining, or a check fails', content },
  },
});

export function healthRoutes({
  phase,
  checks,
}: {
  phase: () => Phase;
  checks: readonly HealthCheck[];
}): RouteModule {
  return (api) => {
    api.openapi(route, async (context) => {
      const health = await healthOf(phase(), checks);
      const body = { ...health, checks: [...health.checks] };
      return health.status === 'ready' ? context.json(body, 200) : context.json(body, 503);
    });
  };
}
