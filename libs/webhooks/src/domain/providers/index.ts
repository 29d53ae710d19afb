import type { Provider } from '../provider.ts';
import { github } from './github.ts';
import { standardWebhooks } from './standard-webhooks.ts';

/** Every provider there is, by its name in the URL. */
export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  [github, standardWebhooks].map((provider) => [provider.name, provider]),
);
