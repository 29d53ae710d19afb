import { endpoint, guard, HttpProblem, problemContent, readBody, type RouteModule } from '@dataforge/http';
import { z } from '@hono/zod-openapi';
import type { ReceiveDelivery, ReceiveFailure } from '../index.ts';

const MOST_BYTES = 1024 * 1024;

const route = endpoint({
  method: 'post',
  path: '/webhooks/{provider}/{source}',
  permission: 'public',
  rate: 'ingest',
  summary: 'Accept a signed delivery',
  description: "The provider's signature over the raw body is what lets it in. 2xx means on disk.",
  request: {
    params: z.object({ provider: z.string(), source: z.string() }),
    body: { required: true, content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } } },
  },
  responses: {
    200: {
      description: 'This delivery id was accepted before; nothing was appended',
      content: { 'application/json': { schema: z.object({ duplicate: z.literal(true) }) } },
    },
    202: {
      description: 'Accepted, durably',
      content: { 'application/json': { schema: z.object({ accepted: z.literal(1) }) } },
    },
    401: problemContent('A missing, wrong or expired signature or timestamp'),
    404: problemContent('No such source is configured'),
    413: problemContent('A body over 1 MiB'),
    415: problemContent('A body that is not JSON by its content type, or is encoded'),
    429: problemContent('The log or the disk budget is full, or more requests than one address may send'),
    503: problemContent('The log is away; a retry is safe'),
  },
});

export function webhookRoutes({ receiveDelivery }: { receiveDelivery: ReceiveDelivery }): RouteModule {
  const guarded = guard({ permission: 'public', rate: 'ingest' });
  return (api) => {
    // The signature is over the raw bytes, so the framework is not to parse them.
    api.on('POST', [route.getRoutingPath()], guarded, async (context) => {
      const request = context.req.raw;
      const { provider = '', source = '' } = context.req.param() as Record<string, string>;
      const received = await receiveDelivery({
        provider,
        source,
        headers: Object.fromEntries(request.headers),
        readBody: () => bodyOf(request),
      });
      if (!received.ok) throw problemOf(received.error);
      return received.value.duplicate
        ? context.json({ duplicate: true }, 200)
        : context.json({ accepted: 1 }, 202);
    });
    api.openAPIRegistry.registerPath(route);
  };
}

async function bodyOf(request: Request): Promise<Uint8Array> {
  refuseEncoded(request.headers);
  const body = await readBody(request, MOST_BYTES);
  // An empty body is of no type; whether it is believed is the signature's to say.
  if (body.byteLength > 0) refuseOtherTypes(request.headers);
  return body;
}

function refuseOtherTypes(headers: Headers): void {
  const mediaType = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/([\w.+-]+\+)?json$/.test(mediaType))
    throw new HttpProblem(
      415,
      `The content type ${mediaType || '(none)'} is not JSON. Set the webhook's content type to application/json.`,
    );
}

function refuseEncoded(headers: Headers): void {
  if (headers.has('content-encoding'))
    throw new HttpProblem(
      415,
      'A delivery is sent without a content encoding: its signature is over the bytes as they are sent.',
    );
}

function problemOf(failure: ReceiveFailure): HttpProblem {
  switch (failure.kind) {
    case 'unknown-source':
      return new HttpProblem(
        404,
        'No such webhook source is configured. Sources are set under webhooks.sources in the configuration file, or in the parameter webhooks/sources.',
      );
    case 'unverified':
      return new HttpProblem(401, failure.detail, { headers: { 'www-authenticate': 'Signature' } });
    case 'too-large':
      return new HttpProblem(413, `The log does not take a delivery of this size: ${failure.detail}.`);
    case 'full':
      return new HttpProblem(429, `There is no room: ${failure.detail}.`, {
        headers: { 'retry-after': String(failure.retryAfterSeconds) },
      });
    case 'unavailable':
      return new HttpProblem(
        503,
        'The event log did not confirm the delivery. Deliver it again; copies are recognised.',
        { headers: { 'retry-after': '1' } },
      );
  }
}
