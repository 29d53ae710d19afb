import {
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { InfrastructureError } from '@dataforge/kernel';
import { backOff } from '../aws/index.ts';
import type { Item, ItemKey } from './item.ts';

/** A condition, or what an update does, with what its placeholders stand for. */
export interface Expression {
  readonly condition?: string;
  readonly update?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

export interface ItemQuery {
  readonly pk: string;
  /** Sort keys with from <= sk < to. */
  readonly from?: string;
  readonly to?: string;
  readonly descending?: boolean;
  /** Items at most; absent: all. */
  readonly limit?: number;
  readonly keysOnly?: boolean;
}

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A table whose keys are `pk` and `sk`. Reads see every write that was answered. */
export interface Table {
  readonly name: string;
  get(key: ItemKey): Promise<Item | undefined>;
  /** False if the condition does not hold; then nothing was written. */
  put(item: Item, expression?: Expression): Promise<boolean>;
  /** The item as it is afterwards; undefined if the condition does not hold. Makes the item if it is not there. */
  update(key: ItemKey, expression: Expression): Promise<Item | undefined>;
  /** What was there. */
  remove(key: ItemKey): Promise<Item | undefined>;
  /** In the order of the sort keys, page by page as they are asked for. */
  query(query: ItemQuery): AsyncGenerator<Item>;
  /** Removes them, 25 at once, and those that are not there too. */
  removeAll(keys: AsyncIterable<ItemKey> | Iterable<ItemKey>): Promise<void>;
  /** To be part of a transaction. */
  readonly asPart: {
    put(item: Item, expression?: Expression): TransactItem;
    update(key: ItemKey, expression: Expression): TransactItem;
    remove(key: ItemKey, expression?: Expression): TransactItem;
    /** Writes nothing. */
    check(key: ItemKey, expression: Expression): TransactItem;
  };
}

const REFUSED = 'ConditionalCheckFailedException';
/** What BatchWriteItem takes. */
const BATCH = 25;
const MOST_FAILURES = 8;

export function tableOn(documents: () => DynamoDBDocumentClient, name: string): Table {
  const parameters = ({ condition, update, names, values }: Expression) => ({
    TableName: name,
    ...(condition !== undefined && { ConditionExpression: condition }),
    ...(update !== undefined && { UpdateExpression: update }),
    ...(names && { ExpressionAttributeNames: { ...names } }),
    ...(values && { ExpressionAttributeValues: { ...values } }),
  });

  return {
    name,
    async get({ pk, sk }) {
      const { Item: found } = await documents().send(
        new GetCommand({ TableName: name, Key: { pk, sk }, ConsistentRead: true }),
      );
      return found as Item | undefined;
    },
    put: (item, expression = {}) =>
      unlessRefused(
        async () => {
          await documents().send(new PutCommand({ ...parameters(expression), Item: item }));
          return true;
        },
        () => false,
      ),
    update: ({ pk, sk }, expression) =>
      unlessRefused(
        async () => {
          const { Attributes } = await documents().send(
            new UpdateCommand({ ...parameters(expression), Key: { pk, sk }, ReturnValues: 'ALL_NEW' }),
          );
          return Attributes as Item;
        },
        () => undefined,
      ),
    async remove({ pk, sk }) {
      const { Attributes } = await documents().send(
        new DeleteCommand({ TableName: name, Key: { pk, sk }, ReturnValues: 'ALL_OLD' }),
      );
      return Attributes as Item | undefined;
    },
    query: (query) => pages(documents(), name, query),
    async removeAll(keys) {
      let batch: ItemKey[] = [];
      for await (const key of keys) {
        batch.push(key);
        if (batch.length < BATCH) continue;
        await removeBatch(documents(), name, batch);
        batch = [];
      }
      await removeBatch(documents(), name, batch);
    },
    asPart: {
      put: (item, expression = {}) => ({ Put: { ...parameters(expression), Item: item } }),
      update: ({ pk, sk }, { update = '', ...expression }) => ({
        Update: { ...parameters(expression), UpdateExpression: update, Key: { pk, sk } },
      }),
      remove: ({ pk, sk }, expression = {}) => ({ Delete: { ...parameters(expression), Key: { pk, sk } } }),
      check: ({ pk, sk }, { condition = '', ...expression }) => ({
        ConditionCheck: { ...parameters(expression), ConditionExpression: condition, Key: { pk, sk } },
      }),
    },
  };
}

async function removeBatch(
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
): Promise<void> {
  let requests = keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
  for (let failures = 1; requests.length > 0; failures += 1) {
    const { UnprocessedItems } = await documents.send(
      new BatchWriteCommand({ RequestItems: { [table]: requests } }),
    );
    requests = (UnprocessedItems?.[table] ?? []) as typeof requests;
    if (requests.length === 0) return;
    if (failures === MOST_FAILURES)
      throw new InfrastructureError(`DynamoDB left ${requests.length} deletions undone.`, 'retriable');
    await backOff(failures);
  }
}

async function unlessRefused<T>(work: () => Promise<T>, refused: () => T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as Error).name === REFUSED) return refused();
    throw error;
  }
}

async function* pages(
  documents: DynamoDBDocumentClient,
  table: string,
  { pk, from, to, descending = false, limit = Infinity, keysOnly = false }: ItemQuery,
): AsyncGenerator<Item> {
  if (from !== undefined && to !== undefined && from >= to) return;
  let left = limit;
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        ...keyCondition(pk, from, to),
        ScanIndexForward: !descending,
        ConsistentRead: true,
        // One more than is wanted where the upper bound, which the API includes, may have to be left out.
        ...(Number.isFinite(left) && { Limit: left + 1 }),
        ...(keysOnly && { ProjectionExpression: 'pk, sk' }),
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    for (const item of Items as Item[]) {
      if (item.sk === to) continue;
      if (left === 0) return;
      left -= 1;
      yield item;
    }
    start = LastEvaluatedKey;
  } while (start && left > 0);
}

function keyCondition(pk: string, from: string | undefined, to: string | undefined) {
  const bound =
    from !== undefined && to !== undefined
      ? ' AND sk BETWEEN :from AND :to'
      : from !== undefined
        ? ' AND sk >= :from'
        : to !== undefined
          ? ' AND sk < :to'
          : '';
  return {
    KeyConditionExpression: `pk = :pk${bound}`,
    ExpressionAttributeValues: {
      ':pk': pk,
      ...(from !== undefined && { ':from': from }),
      ...(to !== undefined && { ':to': to }),
    },
  };
}
