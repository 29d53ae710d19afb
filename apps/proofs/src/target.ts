/** A running server and a token for it. */
export interface Target {
  readonly url: string;
  readonly token: string;
}
