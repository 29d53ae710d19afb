import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Context } from 'hono';
import { handle, type APIGatewayProxyResult, type LambdaEvent } from 'hono/aws-lambda';
import type { Api, ApiEnv } from '@dataforge/http';

/** What a REST API calls a Lambda with, as its proxy integration (payload 1.0), as far as it is looked at. */
export type RestEvent = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'path' | 'resource' | 'headers' | 'body' | 'isBase64Encoded'
> &
  Partial<
    Pick<APIGatewayProxyEvent, 'multiValueHeaders' | 'multiValueQueryStringParameters' | 'pathParameters'>
  > & {
    readonly requestContext: { readonly identity: { readonly sourceIp: string } };
  };

export type RestAnswer = APIGatewayProxyResult;

/**
 * An app behind a REST API. Bodies reach it byte for byte, and its answers leave so, where every media type is a binary one of
 * the API; elsewhere the gateway makes text of them. Paths are those of the API's resources, without stage and without the base
 * path of a custom domain. What the app throws is thrown.
 */
export function restHandler(app: Api): (event: RestEvent) => Promise<RestAnswer> {
  const answer = handle(app);
  return (event) => {
    const bodiless = event.httpMethod === 'GET' || event.httpMethod === 'HEAD';
    const read = { ...event, path: pathOf(event), ...(bodiless && { body: null }) };
    return answer(read as unknown as LambdaEvent);
  };
}

/** Where a request comes from, as the gateway saw it: what senders write into headers does not count. */
export const senderAddress = ({ env }: Context<ApiEnv>): string =>
  (env as Partial<RestEvent> | undefined)?.requestContext?.identity.sourceIp ?? 'this process';

/** The gateway writes a custom domain's base path in front of what it routes by. */
function pathOf({ path, resource, pathParameters }: RestEvent): string {
  const routed = resource.replace(/\{([^}+]+)\+?\}/g, (_, name: string) => pathParameters?.[name] ?? '');
  return path.endsWith(routed) ? routed : path;
}
