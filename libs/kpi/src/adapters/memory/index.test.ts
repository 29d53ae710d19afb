import { kpiStoreContract } from '../../testing/index.ts';
import { memoryKpiStore } from './index.ts';

kpiStoreContract('memory', async () => ({ store: memoryKpiStore(), close: async () => undefined }));
