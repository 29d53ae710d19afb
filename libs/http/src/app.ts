import { OpenAPIHono } from '@hono/zod-openapi';
import type { Api, ApiEnv } from './endpoint.ts';
import { HttpProblem } from './problem.ts';

/** An app without routes, in which a request that does not match an endpoint's schema is a 400 that names each field. */
export const emptyApp = (): Api =>
  new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = result.error.issues.map((issue) => ({
        field: issue.path.join('.') || result.target,
        detail: issue.message,
      }));
      throw new HttpProblem(
        400,
        `The ${result.target === 'query' ? 'query' : 'request'} is not as it should be.`,
        { errors },
      );
    },
  });
