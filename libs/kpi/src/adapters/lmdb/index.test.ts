import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb } from '@dataforge/clients/lmdb';
import { kpiStoreContract } from '../../testing/index.ts';
import { lmdbKpiStore } from './index.ts';

kpiStoreContract('lmdb', async () => {
  const path = await mkdtemp(join(tmpdir(), 'kpi-store-'));
  let client = openLmdb({ path });
  return {
    store: lmdbKpiStore({ client }),
    reopen: async () => {
      await client.close();
      client = openLmdb({ path });
      return lmdbKpiStore({ client });
    },
    close: async () => {
      await client.close();
      await rm(path, { recursive: true, force: true });
    },
  };
});
