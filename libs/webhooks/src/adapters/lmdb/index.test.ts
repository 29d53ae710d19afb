import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb } from '@dataforge/clients/lmdb';
import { simulatedClock } from '@dataforge/testkit';
import { deliveryIdsContract } from '../../testing/index.ts';
import { lmdbDeliveryIds } from './index.ts';

deliveryIdsContract('lmdb', async () => {
  const path = mkdtempSync(join(tmpdir(), 'webhooks-'));
  const clock = simulatedClock(1_000);
  let client = openLmdb({ path });
  return {
    ids: lmdbDeliveryIds({ client, clock }),
    advance: clock.advance,
    async reopen() {
      await client.close();
      client = openLmdb({ path });
      return lmdbDeliveryIds({ client, clock });
    },
    async close() {
      await client.close();
      rmSync(path, { recursive: true });
    },
  };
});
