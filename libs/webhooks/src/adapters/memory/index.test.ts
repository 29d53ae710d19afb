import { simulatedClock } from '@dataforge/testkit';
import { deliveryIdsContract } from '../../testing/index.ts';
import { memoryDeliveryIds } from './index.ts';

deliveryIdsContract('memory', async () => {
  const clock = simulatedClock(0);
  return { ids: memoryDeliveryIds({ clock }), advance: clock.advance, close: () => Promise.resolve() };
});
