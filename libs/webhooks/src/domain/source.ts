import { PROVIDERS } from './providers/index.ts';
import type { Provider } from './provider.ts';

/** A place that sends us webhooks, as it is configured. Several secrets are active at once while one is rotated. */
export interface WebhookSource {
  readonly provider: string;
  readonly source: string;
  readonly secrets: readonly string[];
}

/**
 * Every fault of the configured sources, without their secrets. What does not even have the shape of a source is undefined:
 * it keeps its place, so that a fault names the right one.
 */
export function checkSources(sources: readonly (WebhookSource | undefined)[]): readonly string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  sources.forEach((given, i) => {
    if (!given) return;
    const { provider: name, source, secrets } = given;
    const place = `webhooks.sources[${i}]`;
    const provider = PROVIDERS.get(name);
    if (!provider)
      faults.push(`${place}.provider: ${name} is unknown; providers are ${[...PROVIDERS.keys()].join(', ')}`);
    if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(source))
      faults.push(`${place}.source: use 1 to 64 of a-z, 0-9, - and _`);
    if (seen.has(`${name}/${source}`)) faults.push(`${place}: ${name}/${source} is there twice`);
    seen.add(`${name}/${source}`);
    if (secrets.length === 0) faults.push(`${place}.secrets: at least one is needed`);
    secrets.forEach((secret, n) => {
      const fault = provider?.checkSecret(secret);
      if (fault !== undefined) faults.push(`${place}.secrets[${n}]: ${fault}`);
    });
  });
  return faults;
}

export interface ActiveSource {
  readonly provider: Provider;
  readonly secrets: readonly string[];
}

export function activeSources(sources: readonly WebhookSource[]): ReadonlyMap<string, ActiveSource> {
  const active = new Map<string, ActiveSource>();
  for (const { provider: name, source, secrets } of sources) {
    const provider = PROVIDERS.get(name);
    if (provider) active.set(`${name}/${source}`, { provider, secrets });
  }
  return active;
}
