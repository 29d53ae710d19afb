import { ALONE, backOff, type DynamoDb, type Item, type ItemKey } from '@dataforge/clients/dynamodb';
import { InfrastructureError } from '@dataforge/kernel';
import type { Alert } from '../../domain/alert.ts';
import type { AlertStore } from '../../ports/alert-store.ts';
import { ALERTS_TABLE } from './table.ts';

const PK = 'alert';
/** Moves with every change of an alert, so that whoever lists them all the time reads them when they changed. */
const CHANGES: ItemKey = { pk: 'alert-changes', sk: ALONE };
const CHANGED = { update: 'ADD version :one', values: { ':one': 1 } };
const MOST_FAILURES = 20;

const alertOf = ({ alert }: Item): Alert => JSON.parse(alert as string) as Alert;
const revisionOf = (item: Item | undefined): number => Number(item?.['revision'] ?? 0);

/**
 * Alerts in DynamoDB, an item each. A change is written where the alert still has the revision that it was made from, and is
 * made again from what is there where it has not.
 */
export function dynamoDbAlertStore({ client }: { readonly client: DynamoDb }): AlertStore {
  const table = client.table(ALERTS_TABLE);
  let known: { readonly version: number; readonly alerts: readonly Alert[] } | undefined;
  /** Changes of this process take turns: they would only be in each other's way. */
  let last: Promise<unknown> = Promise.resolve();

  async function change(id: string, changeOf: (held: Alert | undefined) => Alert | undefined) {
    const key = { pk: PK, sk: id };
    for (let failures = 1; failures <= MOST_FAILURES; failures += 1) {
      const item = await table.get(key);
      const changed = changeOf(item && alertOf(item));
      if (!changed) return undefined;
      const revision = revisionOf(item);
      const put = table.asPart.put(
        { ...key, alert: JSON.stringify(changed), revision: revision + 1 },
        item
          ? { condition: 'revision = :held', values: { ':held': revision } }
          : { condition: 'attribute_not_exists(pk)' },
      );
      if (await client.transact([put, table.asPart.update(CHANGES, CHANGED)])) return changed;
      await backOff(failures);
    }
    throw new InfrastructureError(
      `The alert ${id} is changed by others all the time. Try again.`,
      'retriable',
    );
  }

  return {
    async get(id) {
      const item = await table.get({ pk: PK, sk: id });
      return item && alertOf(item);
    },
    async all() {
      // Before the alerts: what changes while they are read is read the next time.
      const version = Number((await table.get(CHANGES))?.['version'] ?? 0);
      if (known?.version === version) return known.alerts;
      const alerts: Alert[] = [];
      for await (const item of table.query({ pk: PK })) alerts.push(alertOf(item));
      known = { version, alerts };
      return alerts;
    },
    change(id, changeOf) {
      const mine = last.then(() => change(id, changeOf));
      last = mine.catch(() => undefined);
      return mine;
    },
    async remove(ids) {
      if (ids.length === 0) return;
      await table.removeAll(ids.map((id) => ({ pk: PK, sk: id })));
      await table.update(CHANGES, CHANGED);
    },
  };
}
