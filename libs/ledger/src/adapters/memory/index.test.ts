import { acceptedCountsContract } from '../../testing/index.ts';
import { memoryAcceptedCounts } from './index.ts';

acceptedCountsContract('memory', async () => ({
  counts: memoryAcceptedCounts(),
  close: () => Promise.resolve(),
}));
