import { simulatedClock } from '@dataforge/testkit';
import { sessionStoreContract } from '../../testing/index.ts';
import { memorySessionStore } from './index.ts';

const NOW = Date.UTC(2026, 10, 23);

sessionStoreContract('memory', async () => ({
  store: memorySessionStore({ clock: simulatedClock(NOW) }),
  now: NOW,
  close: async () => undefined,
}));
