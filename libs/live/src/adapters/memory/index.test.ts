import { connectionStoreContract, toldStoreContract } from '../../testing/index.ts';
import { memoryConnectionStore, memoryToldStore } from './index.ts';

connectionStoreContract('memory', async (clock) => ({
  store: memoryConnectionStore({ clock }),
  close: async () => undefined,
}));

toldStoreContract('memory', async () => ({
  store: memoryToldStore({ epoch: 'one', changes: 100 }),
  close: async () => undefined,
}));
