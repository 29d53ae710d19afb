import type { JsonObject, Result } from '@dataforge/kernel';

/** A delivery as it came over the wire. Header names are lower case. */
export interface RawDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Verified {
  /** Unique for the source; a provider repeats it when it delivers again. */
  readonly deliveryId: string;
}

/** An id becomes the event's own: printable ASCII, and short enough for a key. */
export const isDeliveryId = (text: string | undefined): text is string =>
  text !== undefined && /^[!-~]{1,200}$/.test(text);

/** Why a delivery is not believed, in words for its sender. */
export interface Unverified {
  readonly detail: string;
}

/** What a delivery is about, as far as the provider's payload tells. */
export interface Description {
  readonly eventType: string;
  readonly action?: string;
  readonly actor?: string;
  readonly resource?: string;
  /** RFC 3339, by the provider's clock. */
  readonly occurredAt?: string;
}

/**
 * A provider of webhooks: how it signs, and where its payloads say what happened. To add one, write this file's
 * worth of it and add it to `providers/index.ts`.
 */
export interface Provider {
  readonly name: string;
  /** A fault of a secret in words, or undefined if it can be used. */
  checkSecret(secret: string): string | undefined;
  /** Checks the signature over the raw bytes, against all active secrets, in constant time. `now` in ms. */
  verify(delivery: RawDelivery, secrets: readonly string[], now: number): Result<Verified, Unverified>;
  /** `payload` is the body's JSON object, or undefined when it is none. Never throws. */
  describe(delivery: RawDelivery, payload: JsonObject | undefined): Description;
}
