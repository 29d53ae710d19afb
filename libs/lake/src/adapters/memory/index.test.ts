import { landingIndexContract, landingStoreContract } from '../../testing/index.ts';
import { memoryLandingIndex, memoryLandingStore } from './index.ts';

const close = () => Promise.resolve();

landingStoreContract('memory', async () => ({ port: memoryLandingStore(), close }));
landingIndexContract('memory', async () => ({ port: memoryLandingIndex(), close }));
