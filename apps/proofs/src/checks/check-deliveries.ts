import { isDeepStrictEqual } from 'node:util';
import type { DeliveryLoad, ExpectedDelivery } from '../delivery-load.ts';
import type { Faults, LakeReader, Row } from './stopped-lake.ts';

/** Silver holds exactly the valid deliveries, as they were first sent, and bronze their bodies. */
export async function checkDeliveries(
  lake: LakeReader,
  { expected }: Pick<DeliveryLoad, 'expected'>,
): Promise<Faults> {
  const rows = await lake.rows(
    `SELECT s.source, s.id, s.provider, s.event_type, s.action, s.actor, s.resource,
       epoch_ms(s.occurred_at)::DOUBLE AS occurred_at, b.payload
     FROM silver.webhooks s JOIN bronze.webhooks b ON s._partition = b._partition AND s._position = b._position`,
  );
  const faults: string[] = [];
  const missing = new Map(expected);
  for (const row of rows) {
    const id = String(row['id']);
    const want = missing.get(id);
    if (!want) faults.push(`silver holds ${id} twice, or it was never valid`);
    else if (!isDeepStrictEqual(heldIn(row), want))
      faults.push(
        `silver holds ${id} as ${JSON.stringify(heldIn(row))}, first sent as ${JSON.stringify(want)}`,
      );
    missing.delete(id);
  }
  const [first] = missing.keys();
  if (first !== undefined)
    faults.push(`${missing.size} acknowledged deliveries are not in silver, first ${first}`);
  return faults.slice(0, 10);
}

const heldIn = (row: Row): Record<keyof ExpectedDelivery, unknown> => ({
  source: row['source'],
  provider: row['provider'],
  eventType: row['event_type'],
  action: row['action'],
  actor: row['actor'],
  resource: row['resource'],
  occurredAt: row['occurred_at'],
  payload: JSON.parse(String(row['payload'])),
});
