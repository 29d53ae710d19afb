import { endpoint, guard, HttpProblem, problemContent, readBody, type RouteModule } from '@dataforge/http';
import { z } from '@hono/zod-openapi';
import type { AcceptEvents, AcceptFailure } from '../index.ts';
import { modeOf, type Mode } from './mode.ts';
import { readEvents } from './read-events.ts';

const MIB = 1024 * 1024;

/** Inflated bytes. */
const LIMITS: Readonly<Record<Mode, number>> = {
  structured: MIB,
  binary: MIB,
  batch: 16 * MIB,
  ndjson: 16 * MIB,
};

const eventSchema = z
  .object({ specversion: z.literal('1.0'), id: z.string(), source: z.string(), type: z.string() })
  .loose()
  .openapi('CloudEvent', { description: 'A CloudEvent 1.0 in its JSON format.' });

const route = endpoint({
  method: 'post',
  path: '/events',
  permission: 'events:write',
  rate: 'ingest',
  summary: 'Accept CloudEvents',
  description:
    'Structured, batched, binary (ce-* headers) or one event a line. 202 means on disk. A batch is accepted whole or refused whole, unless partial=true, which lists what was refused.',
  request: {
    query: z.object({ partial: z.enum(['true', 'false']).optional() }),
    body: {
      required: true,
      content: {
        'application/cloudevents+json': { schema: eventSchema },
        'application/cloudevents-batch+json': { schema: z.array(eventSchema) },
        'application/x-ndjson': { schema: z.string() },
      },
    },
  },
  responses: {
    202: {
      description: 'Accepted, durably',
      content: {
        'application/json': {
          schema: z.object({
            accepted: z.int(),
            refused: z.array(z.object({ index: z.int(), field: z.string(), detail: z.string() })),
          }),
        },
      },
    },
    400: problemContent(
      'Not CloudEvents of a known type; every bad event is listed by its index, with the field (up to 10,000)',
    ),
    413: problemContent('An event over 1 MiB, unless partial=true lists it, or a batch over 16 MiB'),
    415: problemContent('A content type that carries no CloudEvents'),
    429: problemContent('The log or the disk budget is full, or more requests than the role may send'),
    503: problemContent('The log is away; a retry is safe'),
  },
});

export function eventRoutes({ acceptEvents }: { acceptEvents: AcceptEvents }): RouteModule {
  const guarded = guard({ permission: 'events:write', rate: 'ingest' });
  return (api) => {
    // The body is read here, not by the framework's validator: bounded, as bytes, in four modes.
    api.on('POST', [route.getRoutingPath()], guarded, async (context) => {
      const request = context.req.raw;
      const partial = partialOf(context.req.query('partial'));
      const mode = modeOf(request.headers);
      const body = await readBody(request, LIMITS[mode]);
      const candidates = readEvents(mode, request.headers, body);
      const single = mode === 'structured' || mode === 'binary';
      const result = await acceptEvents(candidates, partial);
      if (!result.ok) throw problemOf(result.error, single);
      return context.json(result.value, 202);
    });
    api.openAPIRegistry.registerPath(route);
  };
}

function partialOf(given: string | undefined): boolean {
  if (given === undefined || given === 'false') return false;
  if (given === 'true') return true;
  throw new HttpProblem(400, 'The parameter partial is true or false. Nothing was accepted.', {
    errors: [{ field: 'partial', detail: 'must be true or false' }],
  });
}

type Refused = Extract<AcceptFailure, { kind: 'refused' }>;

function problemOf(failure: AcceptFailure, single: boolean): HttpProblem {
  switch (failure.kind) {
    case 'refused': {
      const errors = failure.refused.map(({ index, field, detail }) => ({
        ...(!single && { index }),
        field,
        detail,
      }));
      return new HttpProblem(400, refusalOf(failure, single), { errors });
    }
    case 'too-large': {
      const { index, limit } = failure;
      return new HttpProblem(413, `An event is larger than ${limit} bytes. Nothing was accepted.`, {
        errors: [{ ...(!single && index !== undefined && { index }), field: '', detail: 'too large' }],
      });
    }
    case 'full':
      return new HttpProblem(429, `There is no room: ${failure.detail}. Nothing was accepted.`, {
        headers: { 'retry-after': String(failure.retryAfterSeconds) },
      });
    case 'unavailable':
      return new HttpProblem(
        503,
        'The event log did not confirm the events. Send them again; copies are recognised.',
        {
          headers: { 'retry-after': '1' },
        },
      );
  }
}

function refusalOf({ events, stopped }: Refused, single: boolean): string {
  if (single) return 'The event is not a CloudEvent of a known type. Nothing was accepted.';
  const bad = `${events} ${events === 1 ? 'event' : 'events'} cannot be accepted`;
  return stopped
    ? `At least ${bad}. Reading stopped there, and nothing was accepted: what follows is not listed.`
    : `${bad}; the errors tell why for each. Nothing was accepted.`;
}
