import { anomalyStoreContract } from '../../testing/index.ts';
import { memoryAnomalyStore } from './index.ts';

anomalyStoreContract('memory', async () => ({ store: memoryAnomalyStore(), close: async () => undefined }));
