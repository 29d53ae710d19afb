import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { landingStoreContract } from '../../testing/index.ts';
import { fsLandingStore } from './index.ts';

landingStoreContract('fs', async () => {
  const root = mkdtempSync(join(tmpdir(), 'landing-'));
  return {
    port: fsLandingStore({ root }),
    reopen: async () => fsLandingStore({ root }),
    close: async () => rmSync(root, { recursive: true }),
  };
});

describe('the landing folder', () => {
  it.each(['../outside', '/etc/passwd', 'a//b', 'a/./b', 'a\\b', '.drafts/x', ''])(
    'refuses the key %j',
    async (key) => {
      const root = mkdtempSync(join(tmpdir(), 'landing-'));
      const store = fsLandingStore({ root });
      await expect(store.putIfAbsent(key, new Uint8Array())).rejects.toThrow('no key');
      await expect(store.get(key)).rejects.toThrow('no key');
      rmSync(root, { recursive: true });
    },
  );

  it('forgets what a crash left half written', () => {
    const root = mkdtempSync(join(tmpdir(), 'landing-'));
    fsLandingStore({ root });
    writeFileSync(join(root, '.drafts', 'half'), 'half');
    fsLandingStore({ root });
    expect(readdirSync(join(root, '.drafts'))).toEqual([]);
    rmSync(root, { recursive: true });
  });
});
