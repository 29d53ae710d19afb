import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb } from '@dataforge/clients/lmdb';
import { acceptedCountsContract } from '../../testing/index.ts';
import { lmdbAcceptedCounts } from './index.ts';

acceptedCountsContract('lmdb', async () => {
  const path = mkdtempSync(join(tmpdir(), 'ledger-'));
  let client = openLmdb({ path });
  return {
    counts: lmdbAcceptedCounts({ client }),
    async reopen() {
      await client.close();
      client = openLmdb({ path });
      return lmdbAcceptedCounts({ client });
    },
    async close() {
      await client.close();
      rmSync(path, { recursive: true });
    },
  };
});
