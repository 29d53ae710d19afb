import { alertStoreContract, sourceStoreContract } from '../../testing/index.ts';
import { memoryAlertStore, memorySourceStore } from './index.ts';

alertStoreContract('memory', async () => ({ store: memoryAlertStore(), close: () => Promise.resolve() }));
sourceStoreContract('memory', async () => ({ store: memorySourceStore(), close: () => Promise.resolve() }));
