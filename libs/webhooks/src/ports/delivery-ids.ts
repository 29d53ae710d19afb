import { port } from '@dataforge/kernel';

/** Which deliveries are in the log already. An id is remembered for at least seven days, over restarts. */
export interface DeliveryIds {
  /** `key` names provider, source and id. */
  seen(key: string): Promise<boolean>;
  /** Durable on return. */
  remember(key: string): Promise<void>;
  /** Forgets what is older than seven days, unless the store does so by itself; returns how many it forgot now. */
  prune(): Promise<number>;
}

export const DeliveryIds = port<DeliveryIds>('webhooks.DeliveryIds');

export const REMEMBERED_DAYS = 7;
