import type { TokenSource } from './tokens.ts';

/** Where a cluster is, and who asks. */
export interface KafkaSettings {
  /** Some of its brokers, each `host:port`; they name the others. */
  readonly brokers: readonly string[];
  /** How the brokers' logs and quotas call us. */
  readonly clientId?: string | undefined;
  readonly tls?: KafkaTls | undefined;
  readonly sasl?: KafkaSasl | undefined;
}

/** TLS with certificates that the system trusts; a private authority's, and one's own for mutual TLS, are given as PEM. */
export interface KafkaTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** How we say who we are. OAUTHBEARER is also what MSK's IAM is: its tokens are those of `@dataforge/clients/msk`. */
export type KafkaSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: 'oauthbearer'; readonly tokens: TokenSource };

export interface KafkaLimits {
  /** To connect, ms. */
  readonly connectTimeoutMs: number;
  /** To answer a request, ms; those that wait at the broker get their wait on top. */
  readonly requestTimeoutMs: number;
  /** How long something that failed and may be tried again is tried, the first time included, ms. */
  readonly retryForMs: number;
  /** After how long it is asked anew which partitions there are, and who leads them, ms. */
  readonly metadataAgeMs: number;
}

export const defaultKafkaLimits: KafkaLimits = {
  connectTimeoutMs: 3_000,
  requestTimeoutMs: 15_000,
  retryForMs: 10_000,
  metadataAgeMs: 30_000,
};
