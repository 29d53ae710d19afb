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
