import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb } from '@dataforge/clients/lmdb';
import { landingIndexContract } from '../../testing/index.ts';
import { lmdbLandingIndex } from './index.ts';

landingIndexContract('lmdb', async () => {
  const path = mkdtempSync(join(tmpdir(), 'landing-'));
  let client = openLmdb({ path });
  return {
    port: lmdbLandingIndex({ client }),
    async reopen() {
      await client.close();
      client = openLmdb({ path });
      return lmdbLandingIndex({ client });
    },
    async close() {
      await client.close();
      rmSync(path, { recursive: true });
    },
  };
});

it('refuses an index whose ranges another version wrote', async () => {
  const path = mkdtempSync(join(tmpdir(), 'landing-'));
  const client = openLmdb({ path });
  const ranges = client.openDB({ name: 'landed-ranges', encoding: 'json' });
  await client.batch(() => ranges.put(['t', 0, 0], { expired: false }));
  expect(() => lmdbLandingIndex({ client })).toThrow(/another version.*DATAFORGE_DATA_DIR/);
  await client.close();
  rmSync(path, { recursive: true });
});
