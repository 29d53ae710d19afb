/** Who a request comes from, with what it may do. */
export interface Principal {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
  /** How they showed who they are: a bearer token, or the cookie of a session. */
  readonly via: 'token' | 'session';
  /** When that ends, ms since the epoch. */
  readonly expiresAt: number;
}
