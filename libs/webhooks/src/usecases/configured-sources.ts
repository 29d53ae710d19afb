import { activeSources, sourceKey, type WebhookSource } from '../domain/source.ts';
import type { WebhookSources } from '../ports/webhook-sources.ts';

/** Sources that stay as they were when the process started. */
export function configuredSources(sources: readonly WebhookSource[]): WebhookSources {
  const active = activeSources(sources);
  return { find: async (provider, source) => active.get(sourceKey(provider, source)) };
}
