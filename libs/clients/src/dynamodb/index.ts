import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  lazily,
  sdkOptions,
  takingTurns,
  throwingOurErrors,
  type AwsSettings,
  type CallLimits,
} from '../aws/index.ts';
import { createTable, isThere, NO_SUCH_TABLE, TABLE_EXISTS } from './create-table.ts';
import { tableOn, type Table, type TransactItem } from './table.ts';
import { CANCELLED, transact } from './transact.ts';

export * from './item.ts';
export * from './minute-counters.ts';
export * from './snapshot.ts';
export { MOST_IN_TRANSACTION } from './transact.ts';
export { atMost, backOff } from '../aws/index.ts';
export type { Expression, ItemQuery, Table, TransactItem } from './table.ts';

export interface DynamoDbSettings extends AwsSettings {
  /** In front of the names of all tables, such as `dataforge-`. */
  readonly tablePrefix: string;
}

/** DynamoDB. What cannot be reached, or is throttled beyond the SDK's patience, is a retriable InfrastructureError. */
export interface DynamoDb {
  table(name: string): Table;
  /** Writes all parts or none, once; false if a condition of one does not hold. */
  transact(parts: readonly TransactItem[]): Promise<boolean>;
  /** Which of these tables are not there. */
  missingTables(names: readonly string[]): Promise<readonly string[]>;
  /** For stacks on one machine and for tests. */
  createTable(name: string): Promise<void>;
  close(): void;
}

/** Opens no connection before the first call. */
export function openDynamoDb({ tablePrefix, ...settings }: DynamoDbSettings, limits?: CallLimits): DynamoDb {
  const client = lazily(() =>
    throwingOurErrors(takingTurns(new DynamoDBClient(sdkOptions(settings, limits))), 'DynamoDB', [
      'ConditionalCheckFailedException',
      TABLE_EXISTS,
      NO_SUCH_TABLE,
      CANCELLED,
    ]),
  );
  const documents = lazily(() =>
    DynamoDBDocumentClient.from(client.get(), { marshallOptions: { removeUndefinedValues: true } }),
  );
  return {
    table: (name) => tableOn(documents.get, `${tablePrefix}${name}`),
    transact: (parts) => transact(documents.get(), parts),
    async missingTables(names) {
      const missing: string[] = [];
      for (const name of names)
        if (!(await isThere(client.get(), `${tablePrefix}${name}`))) missing.push(name);
      return missing;
    },
    createTable: (name) => createTable(client.get(), `${tablePrefix}${name}`),
    close: () => client.made?.destroy(),
  };
}
