import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb } from '@dataforge/clients/lmdb';
import { anomalyStoreContract } from '../../testing/index.ts';
import { lmdbAnomalyStore } from './index.ts';

anomalyStoreContract('lmdb', async () => {
  const path = await mkdtemp(join(tmpdir(), 'anomaly-store-'));
  let client = openLmdb({ path });
  return {
    store: lmdbAnomalyStore({ client }),
    reopen: async () => {
      await client.close();
      client = openLmdb({ path });
      return lmdbAnomalyStore({ client });
    },
    close: async () => {
      await client.close();
      await rm(path, { recursive: true, force: true });
    },
  };
});
