import { port } from '@dataforge/kernel';
import type { ActiveSource } from '../domain/source.ts';

/** Whose deliveries are taken, as it is configured now. */
export interface WebhookSources {
  /**
   * Undefined where no such source is configured. Fails with an `InfrastructureError` where they cannot be asked for, and with a
   * `ConfigurationError` where they cannot be used.
   */
  find(provider: string, source: string): Promise<ActiveSource | undefined>;
}

export const WebhookSources = port<WebhookSources>('webhooks.WebhookSources');
