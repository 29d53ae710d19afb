/** The subprotocol that a client offers and the server takes. */
export const SUBPROTOCOL = 'dataforge.live.v1';
/** In front of a token, where a client can set no header: another subprotocol that is offered and never taken. */
export const TOKEN_SUBPROTOCOL = 'bearer.';

/** What a client offers in the header Sec-WebSocket-Protocol. */
export interface OfferedSubprotocols {
  readonly live: boolean;
  /** The server takes no subprotocol that has a secret in it. */
  readonly token: string | undefined;
}

export function readSubprotocols(header: string | null | undefined): OfferedSubprotocols {
  const offered = (header ?? '').split(',').map((name) => name.trim());
  const token = offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL));
  return { live: offered.includes(SUBPROTOCOL), token: token?.slice(TOKEN_SUBPROTOCOL.length) };
}
