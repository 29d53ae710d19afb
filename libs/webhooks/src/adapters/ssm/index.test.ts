import { randomUUID } from 'node:crypto';
import { openSsm } from '@dataforge/clients/ssm';
import { InfrastructureError, silentLog } from '@dataforge/kernel';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { simulatedClock } from '@dataforge/testkit';
import { webhookSourcesContract } from '../../testing/index.ts';
import { FRESH_MS, ssmWebhookSources } from './index.ts';

const sourcesWith = (...secrets: readonly string[]) =>
  JSON.stringify([{ provider: 'github', source: 'org', secrets }]);

/** Sources in a parameter that a test sets; an error is thrown in its place. */
function open(first: string | Error | undefined) {
  const clock = simulatedClock(0);
  const lines: object[] = [];
  let value = first;
  let reads = 0;
  const client = {
    parameter: async () => {
      reads += 1;
      if (value instanceof Error) throw value;
      return value;
    },
  };
  const error = (fields: object) => void lines.push(fields);
  const sources = ssmWebhookSources(
    { client, clock, logger: { ...silentLog, error } },
    { parameter: '/app/webhooks/sources' },
  );
  return {
    clock,
    lines,
    set: (next: string | Error | undefined) => void (value = next),
    secrets: async () => (await sources.find('github', 'org'))?.secrets,
    reads: () => reads,
  };
}

const away = new InfrastructureError('SSM is away', 'retriable');

describe('sources in a parameter', () => {
  it('are read once, however many ask at once, and again when five minutes have passed', async () => {
    const { secrets, reads, set, clock } = open(sourcesWith('secret one'));
    await Promise.all([secrets(), secrets()]);
    set(sourcesWith('secret one', 'secret two'));
    await clock.advance(FRESH_MS - 1);

    expect([await secrets(), reads()]).toEqual([['secret one'], 1]);
    await clock.advance(1);
    expect([await secrets(), reads()]).toEqual([['secret one', 'secret two'], 2]);
  });

  it.each<[string, string | Error | undefined]>([
    ['SSM is away', away],
    ['the parameter is gone', undefined],
    ['it is no JSON', '- provider: github'],
    ['its secret is too short', sourcesWith('short')],
  ])('stay as they were where %s, and are asked for again soon', async (_where, value) => {
    const { secrets, set, clock, lines } = open(sourcesWith('secret one'));
    await secrets();
    set(value);
    await clock.advance(FRESH_MS);

    expect(await secrets()).toEqual(['secret one']);
    expect(lines).toEqual([{ cause: expect.any(String) }]);
    set(sourcesWith('secret two'));
    await clock.advance(30_000);
    expect(await secrets()).toEqual(['secret two']);
  });

  it('are not there before they could be read, and are as soon as they can', async () => {
    const { secrets, set } = open(away);
    await expect(secrets()).rejects.toBe(away);
    set(undefined);
    await expect(secrets()).rejects.toThrow('/app/webhooks/sources: is missing in SSM');
    set(sourcesWith('secret one'));
    expect(await secrets()).toEqual(['secret one']);
  });
});

describeWithMinistack('on SSM', (access) => {
  webhookSourcesContract('ssm', async (configured) => {
    const client = openSsm(access());
    const parameter = `/${randomUUID()}/webhooks/sources`;
    await client.putSecret(parameter, JSON.stringify(configured));
    return {
      sources: ssmWebhookSources({ client, clock: simulatedClock(0), logger: silentLog }, { parameter }),
      close: async () => client.close(),
    };
  });
});
