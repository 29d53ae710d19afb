import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ALONE, numberIn, sortable, type DynamoDb } from '@dataforge/clients/dynamodb';
import type { Clock } from '@dataforge/kernel';
import {
  FIRST_SEQUENCE,
  type ToldChange,
  type ToldHead,
  type ToldKind,
  type ToldStore,
} from '../../ports/told-store.ts';
import { LIVE_TABLE } from './table.ts';

/** How long changes are kept, s: who was away for longer is told whole. */
const KEPT_SECONDS = 600;

const HEAD = { pk: 'told', sk: ALONE };
const CHANGES = 'told-changes';
const kindKey = (kind: string) => ({ pk: `told-kind#${kind}`, sk: ALONE });

const pack = async (value: object): Promise<Uint8Array> => promisify(gzip)(JSON.stringify(value));
const unpack = async <T>(packed: unknown): Promise<T> =>
  JSON.parse((await promisify(gunzip)(packed as Uint8Array)).toString()) as T;

/**
 * What was told, in DynamoDB: a head that every change moves by one, in a transaction with the change and its kind. So whoever
 * tells at the same time is refused, and reads again.
 */
export function dynamoDbToldStore({
  client,
  clock,
}: {
  readonly client: DynamoDb;
  readonly clock: Clock;
}): ToldStore {
  const table = client.table(LIVE_TABLE);

  async function head(): Promise<ToldHead> {
    for (;;) {
      const found = await table.get(HEAD);
      if (found) return { epoch: found['epoch'] as string, sequence: found['sequence'] as number };
      const first = { ...HEAD, epoch: randomUUID(), sequence: FIRST_SEQUENCE };
      await table.put(first, { condition: 'attribute_not_exists(pk)' });
    }
  }

  return {
    head,
    async kind(kind) {
      const found = await table.get(kindKey(kind));
      return found && unpack<ToldKind>(found['packed']);
    },
    async tell(change, kind) {
      await head();
      return client.transact([
        table.asPart.update(HEAD, {
          update: 'SET #sequence = :sequence',
          condition: '#sequence = :before',
          names: { '#sequence': 'sequence' },
          values: { ':sequence': change.sequence, ':before': change.sequence - 1 },
        }),
        table.asPart.put({ ...kindKey(change.kind), packed: await pack(kind) }),
        table.asPart.put({
          pk: CHANGES,
          sk: sortable(change.sequence),
          packed: await pack(change),
          expiresAt: Math.ceil(clock.now() / 1_000) + KEPT_SECONDS,
        }),
      ]);
    },
    async after(sequence) {
      const { sequence: last } = await head();
      if (sequence > last || sequence < FIRST_SEQUENCE) return undefined;
      const changes: ToldChange[] = [];
      for await (const { sk, packed } of table.query({ pk: CHANGES, from: sortable(sequence + 1) })) {
        // Items expire in no order.
        if (numberIn(sk) !== sequence + changes.length + 1) return undefined;
        changes.push(await unpack<ToldChange>(packed));
      }
      return sequence + changes.length < last ? undefined : changes;
    },
  };
}
