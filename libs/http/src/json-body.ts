import { z } from '@hono/zod-openapi';
import { readBody } from './body.ts';
import { HttpProblem } from './problem.ts';

/** A JSON body for the OpenAPI document. A plain schema, so that the framework leaves the body to be read within its bound. */
export const jsonBody = (schema: z.ZodType, example?: unknown) => ({
  required: true,
  content: {
    'application/json': {
      schema: Object.fromEntries(
        Object.entries(z.toJSONSchema(schema, { io: 'input' })).filter(([member]) => member !== '$schema'),
      ),
      ...(example !== undefined && { example }),
    },
  },
});

/** Reads a JSON body of at most `maxBytes`. Throws 415 for another type, 413 past the bound, 400 with every fault. */
export async function readJson<T extends z.ZodType>(
  request: Request,
  schema: T,
  maxBytes: number,
): Promise<z.infer<T>> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new HttpProblem(
      415,
      `The content type ${type || '(none)'} is not supported. Send JSON as application/json.`,
    );
  const parsed = schema.safeParse(jsonOf(await readBody(request, maxBytes)));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(faultsOf);
  throw new HttpProblem(
    400,
    `The body is not as it should be: ${errors.map(({ field, detail }) => `${field}: ${detail}`).join('; ')}.`,
    { errors },
  );
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HttpProblem(400, 'The body is not JSON in UTF-8.', {
      errors: [{ field: 'body', detail: 'is not JSON' }],
      cause,
    });
  }
}

const faultsOf = (issue: z.core.$ZodIssue): { field: string; detail: string }[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ field: key, detail: 'is not a member of this body' }))
    : [{ field: issue.path.join('.') || 'body', detail: issue.message }];
