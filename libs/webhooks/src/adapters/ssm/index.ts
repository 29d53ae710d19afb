import type { Ssm } from '@dataforge/clients/ssm';
import { ConfigurationError, messageOf, MINUTE_MS, SECOND_MS, type Clock, type Log } from '@dataforge/kernel';
import { activeSources, readSources, sourceKey, type ActiveSource } from '../../domain/source.ts';
import type { WebhookSources } from '../../ports/webhook-sources.ts';

export interface SsmWebhookSourcesDeps {
  readonly client: Pick<Ssm, 'parameter'>;
  readonly clock: Clock;
  readonly logger: Log;
}

/** How long what was read is taken for what is there: a secret that was replaced is known by then. */
export const FRESH_MS = 5 * MINUTE_MS;
/** After how long they are asked for anew where that failed. */
const AGAIN_MS = 30 * SECOND_MS;

/**
 * Sources in one parameter of SSM's, as JSON, read with the first delivery and again every five minutes. Where they cannot be read
 * anew, or cannot be used, those that are known stay: a fault in the parameter refuses nobody who was let in before.
 */
export function ssmWebhookSources(
  { client, clock, logger }: SsmWebhookSourcesDeps,
  { parameter }: { readonly parameter: string },
): WebhookSources {
  let held: { readonly active: ReadonlyMap<string, ActiveSource>; readonly until: number } | undefined;
  let reading: Promise<ReadonlyMap<string, ActiveSource>> | undefined;

  async function read(): Promise<ReadonlyMap<string, ActiveSource>> {
    const text = await client.parameter(parameter);
    if (text === undefined)
      throw new ConfigurationError('There are no sources of webhooks.', [
        `${parameter}: is missing in SSM; put a list of sources there, [] for none`,
      ]);
    return activeSources(readSources(text, parameter));
  }

  async function readAnew(): Promise<ReadonlyMap<string, ActiveSource>> {
    try {
      held = { active: await read(), until: clock.now() + FRESH_MS };
    } catch (error) {
      if (!held) throw error;
      logger.error({ cause: messageOf(error) }, 'The sources of webhooks cannot be read; those before stay.');
      held = { ...held, until: clock.now() + AGAIN_MS };
    }
    return held.active;
  }

  function current(): Promise<ReadonlyMap<string, ActiveSource>> | ReadonlyMap<string, ActiveSource> {
    if (held && clock.now() < held.until) return held.active;
    reading ??= readAnew().finally(() => (reading = undefined));
    return reading;
  }

  return { find: async (provider, source) => (await current()).get(sourceKey(provider, source)) };
}
