import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb, type LmdbClient } from '@dataforge/clients/lmdb';
import { alertStoreContract, sourceStoreContract } from '../../testing/index.ts';
import { lmdbAlertStore, lmdbSourceStore } from './index.ts';

const opening =
  <S>(storeOf: (options: { readonly client: LmdbClient }) => S) =>
  async () => {
    const path = await mkdtemp(join(tmpdir(), 'alerts-'));
    let client = openLmdb({ path });
    return {
      store: storeOf({ client }),
      reopen: async () => {
        await client.close();
        client = openLmdb({ path });
        return storeOf({ client });
      },
      close: async () => {
        await client.close();
        await rm(path, { recursive: true, force: true });
      },
    };
  };

alertStoreContract('lmdb', opening(lmdbAlertStore));
sourceStoreContract('lmdb', opening(lmdbSourceStore));
