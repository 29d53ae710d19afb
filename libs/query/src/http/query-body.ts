import { z } from '@hono/zod-openapi';
import { HttpProblem, readBody } from '@dataforge/http';
import { queryBodySchema } from './query-schemas.ts';

export const MAX_BODY_BYTES = 64 * 1024;

/** Given as a plain JSON schema, so that the framework leaves the body to be read within its bound. */
export const bodyDocument = {
  ...Object.fromEntries(
    Object.entries(z.toJSONSchema(queryBodySchema, { io: 'input' })).filter(
      ([member]) => member !== '$schema',
    ),
  ),
  oneOf: [{ required: ['query'] }, { required: ['sql'] }],
};

export async function bodyOf(request: Request): Promise<z.infer<typeof queryBodySchema>> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new HttpProblem(
      415,
      `The content type ${type || '(none)'} is not supported. Send JSON as application/json.`,
    );
  const parsed = queryBodySchema.safeParse(jsonOf(await readBody(request, MAX_BODY_BYTES)));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(faultsOf);
  throw new HttpProblem(
    400,
    `The body is not a query: ${errors.map(({ field, detail }) => `${field}: ${detail}`).join('; ')}.`,
    { errors },
  );
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HttpProblem(400, 'The body is not JSON in UTF-8. Send { "query": …, "params": { … } }.', {
      errors: [{ field: 'body', detail: 'is not JSON' }],
      cause,
    });
  }
}

const faultsOf = (issue: z.core.$ZodIssue): { field: string; detail: string }[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ field: key, detail: 'is not a member of this body' }))
    : [{ field: issue.path.join('.') || 'body', detail: issue.message }];
