import { ConfigurationError, isJsonObject } from '@dataforge/kernel';
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
    const key = sourceKey(name, source);
    if (seen.has(key)) faults.push(`${place}: ${key} is there twice`);
    seen.add(key);
    if (secrets.length === 0) faults.push(`${place}.secrets: at least one is needed`);
    secrets.forEach((secret, n) => {
      const fault = provider?.checkSecret(secret);
      if (fault !== undefined) faults.push(`${place}.secrets[${n}]: ${fault}`);
    });
  });
  return faults;
}

/**
 * Sources as JSON writes them, a list such as `[{"provider": "github", "source": "org", "secrets": ["…"]}]`; a ConfigurationError with every
 * fault and without a secret where they cannot be used. `from` says where they are.
 */
export function readSources(text: string, from: string): readonly WebhookSource[] {
  const given = listOf(text);
  if (!given) throw unusable([`${from}: is no list in JSON of { provider, source, secrets }`]);
  const sources = given.map((item) => (isSource(item) ? item : undefined));
  const faults = [
    ...sources.flatMap((source, i) =>
      source ? [] : [`webhooks.sources[${i}]: has provider, source and secrets, all texts, and nothing else`],
    ),
    ...checkSources(sources),
  ];
  if (faults.length > 0) throw unusable(faults.map((fault) => `${from}: ${fault}`));
  return sources.filter((source) => source !== undefined);
}

const unusable = (faults: readonly string[]) =>
  new ConfigurationError('The sources of webhooks cannot be used.', faults);

/** What the parser says of a text that is no JSON repeats a part of it. */
function listOf(text: string): readonly unknown[] | undefined {
  try {
    const given: unknown = JSON.parse(text);
    return Array.isArray(given) ? given : undefined;
  } catch {
    return undefined;
  }
}

function isSource(given: unknown): given is WebhookSource {
  if (!isJsonObject(given)) return false;
  const { provider, source, secrets, ...rest } = given;
  const areTexts = [provider, source, ...(Array.isArray(secrets) ? secrets : [undefined])].every(
    (value) => typeof value === 'string',
  );
  return areTexts && Object.keys(rest).length === 0;
}

/** By what a source is known among the others; no name has a slash. */
export const sourceKey = (provider: string, source: string): string => `${provider}/${source}`;

export interface ActiveSource {
  readonly provider: Provider;
  readonly secrets: readonly string[];
}

export function activeSources(sources: readonly WebhookSource[]): ReadonlyMap<string, ActiveSource> {
  const active = new Map<string, ActiveSource>();
  for (const { provider: name, source, secrets } of sources) {
    const provider = PROVIDERS.get(name);
    if (provider) active.set(sourceKey(name, source), { provider, secrets });
  }
  return active;
}
