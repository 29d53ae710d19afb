import type { WebhookSource, WebhookSources } from '../index.ts';

export interface OpenWebhookSources {
  readonly sources: WebhookSources;
  close(): Promise<void>;
}

/** What whoever knows sources does. */
export function webhookSourcesContract(
  adapter: string,
  open: (configured: readonly WebhookSource[]) => Promise<OpenWebhookSources>,
): void {
  describe(`WebhookSources contract: ${adapter}`, () => {
    it('finds a source by its provider and name, with all of its secrets', async () => {
      const { sources, close } = await open([
        { provider: 'github', source: 'org', secrets: ['the secret before', 'the secret now'] },
        { provider: 'github', source: 'other', secrets: ['another secret'] },
      ]);

      const found = await sources.find('github', 'org');

      expect(found?.provider.name).toBe('github');
      expect(found?.secrets).toEqual(['the secret before', 'the secret now']);
      await close();
    });

    it('finds nothing where no such source is configured', async () => {
      const { sources, close } = await open([{ provider: 'github', source: 'org', secrets: ['the secret'] }]);

      expect(await sources.find('github', 'Org')).toBeUndefined();
      expect(await sources.find('standard-webhooks', 'org')).toBeUndefined();
      expect(await sources.find('github/org', '')).toBeUndefined();
      await close();
    });

    it('finds nothing where none is configured', async () => {
      const { sources, close } = await open([]);
      expect(await sources.find('github', 'org')).toBeUndefined();
      await close();
    });
  });
}
