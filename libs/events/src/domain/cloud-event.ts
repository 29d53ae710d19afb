/**
 * A CloudEvent 1.0 as the platform holds it once it is read from the wire. `data` is the parsed JSON when
 * the content is JSON and parses; otherwise `dataBytes` are the bytes as they came.
 * Source: CloudEvents specification 1.0.2.
 */
export interface CloudEvent {
  readonly id: string;
  /** A URI reference; the topic's key. */
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** RFC 3339, as it was written. */
  readonly time?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly extensions: Readonly<Record<string, string>>;
  readonly data?: unknown;
  readonly dataBytes?: Uint8Array;
}
