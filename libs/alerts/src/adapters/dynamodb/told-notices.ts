import { ALONE, type DynamoDb, type ItemKey } from '@dataforge/clients/dynamodb';
import { DAY_MS, type Clock } from '@dataforge/kernel';
import { CLAIM_MS, TOLD_DAYS, type ToldNotices } from '../../ports/told-notices.ts';
import { ALERTS_TABLE } from './table.ts';

const keyOf = (id: string): ItemKey => ({ pk: `notice#${id}`, sk: ALONE });

/** Told notices in DynamoDB: an item each, with the time until which it is nobody else's. */
export function dynamoDbToldNotices({
  client,
  clock,
}: {
  readonly client: DynamoDb;
  readonly clock: Clock;
}): ToldNotices {
  const table = client.table(ALERTS_TABLE);
  const itemOf = (id: string, heldUntil: number) => ({
    ...keyOf(id),
    heldUntil,
    expiresAt: Math.ceil((clock.now() + TOLD_DAYS * DAY_MS) / 1_000),
  });
  return {
    claim: (id) =>
      table.put(itemOf(id, clock.now() + CLAIM_MS), {
        condition: 'attribute_not_exists(pk) OR heldUntil <= :now',
        values: { ':now': clock.now() },
      }),
    confirm: async (id) => void (await table.put(itemOf(id, Number.MAX_SAFE_INTEGER))),
  };
}
