import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb } from '@dataforge/clients/lmdb';
import { simulatedClock } from '@dataforge/testkit';
import { sessionStoreContract } from '../../testing/index.ts';
import { lmdbSessionStore } from './index.ts';

const NOW = Date.UTC(2026, 10, 23);

sessionStoreContract('lmdb', async () => {
  const path = mkdtempSync(join(tmpdir(), 'access-sessions-'));
  const clock = simulatedClock(NOW);
  let client = openLmdb({ path });
  return {
    store: lmdbSessionStore({ client, clock }),
    now: NOW,
    async reopen() {
      await client.close();
      client = openLmdb({ path });
      return lmdbSessionStore({ client, clock });
    },
    async close() {
      await client.close();
      rmSync(path, { recursive: true });
    },
  };
});
