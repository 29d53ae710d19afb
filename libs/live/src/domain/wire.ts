/** The way to one client, as a connection uses it. */
export interface Wire {
  /** Texts arrive in their order, or the wire closes. */
  send(text: string): void;
  /** Whether the client takes what it is sent: what waits to be sent is below a bound. */
  hasRoom(): boolean;
  close(code: CloseCode, reason: string): void;
}

/** Close codes of RFC 6455, section 7.4.1, and its registry. */
export const CLOSE = { goingAway: 1001, unsupported: 1003, policy: 1008, tryLater: 1013 } as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];
