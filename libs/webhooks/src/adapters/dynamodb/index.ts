import { createHash } from 'node:crypto';
import { ALONE, type DynamoDb, type ItemKey } from '@dataforge/clients/dynamodb';
import { DAY_MS, type Clock } from '@dataforge/kernel';
import { REMEMBERED_DAYS, type DeliveryIds } from '../../ports/delivery-ids.ts';

export const WEBHOOKS_TABLE = 'webhooks';

/** A key of a fixed size, whatever a sender calls its delivery. */
const keyOf = (key: string): ItemKey => ({
  pk: createHash('sha256').update(key).digest('base64url'),
  sk: ALONE,
});

/** Delivery ids in DynamoDB, an item each, which DynamoDB deletes by itself some time after it has expired. */
export function dynamoDbDeliveryIds({
  client,
  clock,
}: {
  readonly client: DynamoDb;
  readonly clock: Clock;
}): DeliveryIds {
  const table = client.table(WEBHOOKS_TABLE);
  return {
    async seen(key) {
      const { expiresAt = 0 } = (await table.get(keyOf(key))) ?? {};
      return expiresAt * 1_000 > clock.now();
    },
    async remember(key) {
      const expiresAt = Math.ceil((clock.now() + REMEMBERED_DAYS * DAY_MS) / 1_000);
      await table.put({ ...keyOf(key), expiresAt });
    },
    prune: async () => 0,
  };
}
