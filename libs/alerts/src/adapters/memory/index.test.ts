import {
  alertNotifierContract,
  alertStoreContract,
  sourceStoreContract,
  toldNoticesContract,
} from '../../testing/index.ts';
import { memoryAlertNotifier, memoryAlertStore, memorySourceStore, memoryToldNotices } from './index.ts';

const close = () => Promise.resolve();

alertStoreContract('memory', async () => ({ store: memoryAlertStore(), close }));
sourceStoreContract('memory', async () => ({ store: memorySourceStore(), close }));
toldNoticesContract('memory', async (clock) => ({ told: memoryToldNotices({ clock }), close }));
alertNotifierContract('memory', async () => {
  const notifier = memoryAlertNotifier();
  return { notifier, received: async () => notifier.notices, close };
});
