/** What API Gateway calls the function of a WebSocket API with, as far as it is looked at; or what the function asked for itself. */
export type LiveEvent =
  | { readonly greet: string }
  | {
      readonly requestContext: {
        readonly connectionId: string;
        readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
        /** Its context, whose values come as texts. */
        readonly authorizer?: { readonly subject?: unknown; readonly expiresAt?: unknown };
      };
      readonly headers?: Readonly<Record<string, string | undefined>> | null;
      readonly body?: string | null;
    };

export interface LiveAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type ReadLiveEvent =
  | { readonly kind: 'greet' | 'disconnect'; readonly id: string }
  | { readonly kind: 'message'; readonly id: string; readonly text: string }
  | {
      readonly kind: 'connect';
      readonly id: string;
      readonly subject: string;
      /** Ms since the epoch. */
      readonly expiresAt: number;
      /** The subprotocols that are offered, as their header. */
      readonly offered: string | undefined;
    };

/** Throws where nobody says who connects: then the route has no authorizer, and lets nobody in. */
export function readLiveEvent(event: LiveEvent): ReadLiveEvent {
  if ('greet' in event) return { kind: 'greet', id: event.greet };
  const { connectionId: id, eventType, authorizer } = event.requestContext;
  if (eventType === 'DISCONNECT') return { kind: 'disconnect', id };
  if (eventType === 'MESSAGE') return { kind: 'message', id, text: event.body ?? '' };
  const { subject, expiresAt } = authorizer ?? {};
  if (typeof subject !== 'string' || subject === '' || !(Number(expiresAt) > 0))
    throw new Error('The route $connect has no authorizer that says who connects: see the template.');
  const offered = Object.entries(event.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'sec-websocket-protocol',
  );
  return { kind: 'connect', id, subject, expiresAt: Number(expiresAt), offered: offered?.[1] };
}
