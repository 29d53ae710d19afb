import { connectionStoreContract } from '../../testing/index.ts';
import { memoryConnectionStore } from './index.ts';

connectionStoreContract('memory', async (clock) => ({
  store: memoryConnectionStore({ clock }),
  close: async () => undefined,
}));
