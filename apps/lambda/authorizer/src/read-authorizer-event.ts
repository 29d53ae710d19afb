import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventHeaders,
  APIGatewayRequestAuthorizerEventMultiValueHeaders,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';
import { readSubprotocols } from '@dataforge/live';

/** What API Gateway asks an authorizer of either type, of its REST APIs and of `$connect` of its WebSocket APIs. */
export type AuthorizerEvent =
  | APIGatewayTokenAuthorizerEvent
  | (Pick<APIGatewayRequestAuthorizerEvent, 'type' | 'methodArn'> & {
      readonly headers?: APIGatewayRequestAuthorizerEventHeaders | null;
      readonly multiValueHeaders?: APIGatewayRequestAuthorizerEventMultiValueHeaders | null;
      readonly requestContext?: { readonly eventType?: string };
    });

export interface Asked {
  /** An Authorization header, or what stands for it. */
  readonly authorization: string | undefined;
  /** Whether a WebSocket is to be opened. */
  readonly connects: boolean;
}

/**
 * Who can set no header, as a page that opens a WebSocket, offers the token as a subprotocol. None is taken from the query:
 * addresses are in the logs of everybody between.
 */
export function readAuthorizerEvent(event: AuthorizerEvent): Asked {
  if (event.type === 'TOKEN') return { authorization: event.authorizationToken, connects: false };
  const headers = headersOf(event);
  const { token } = readSubprotocols(headers.get('sec-websocket-protocol'));
  return {
    authorization: headers.get('authorization') ?? (token === undefined ? undefined : `Bearer ${token}`),
    connects: event.requestContext?.eventType === 'CONNECT',
  };
}

/** A header that came twice counts twice, as it does for the API behind: of two tokens neither is taken. */
function headersOf({ headers, multiValueHeaders }: Exclude<AuthorizerEvent, { type: 'TOKEN' }>): Headers {
  const found = new Headers();
  for (const [name, values] of Object.entries(multiValueHeaders ?? {}))
    for (const value of values ?? []) found.append(name, value);
  for (const [name, value] of Object.entries(headers ?? {}))
    if (value !== undefined && !found.has(name)) found.set(name, value);
  return found;
}
