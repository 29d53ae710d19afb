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

  it('leaves nothing of an object that it could not write whole', async () => {
    const root = mkdtempSync(join(tmpdir(), 'landing-'));
    const store = fsLandingStore({ root });
    // Files take what comes in pieces too; here the disk is full at the second.
    const breaksOff = (async function* () {
      yield Buffer.from('half');
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    })();

    const put = store.putIfAbsent('t/0/1', breaksOff as unknown as Uint8Array);

    await expect(put).rejects.toMatchObject({ nature: 'retriable' });
    expect(readdirSync(join(root, '.drafts'))).toEqual([]);
    expect(await store.get('t/0/1')).toBeUndefined();
    expect(await store.putIfAbsent('t/0/1', Buffer.from('whole'))).toBe(true);
    rmSync(root, { recursive: true });
  });
});
