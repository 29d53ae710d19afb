import { randomUUID } from 'node:crypto';
import { TransactWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { InfrastructureError } from '@dataforge/kernel';
import { backOff } from '../aws/index.ts';
import type { TransactItem } from './table.ts';

/** What DynamoDB takes in one transaction. */
export const MOST_IN_TRANSACTION = 100;
export const CANCELLED = 'TransactionCanceledException';
const MOST_FAILURES = 12;

/** Why a transaction was cancelled, an entry for each of its parts; `None` where the part was not at fault. */
interface Cancelled {
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Message?: string }[];
}

const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Writes all parts or none. False if a condition of one does not hold. What only comes of others who write at the same time,
 * or of too much at once, is waited out some times. One call writes once, however often it is sent: an answer that was lost
 * is asked for again by the same token.
 */
export async function transact(
  documents: DynamoDBDocumentClient,
  parts: readonly TransactItem[],
): Promise<boolean> {
  for (let failures = 1; ; failures += 1) {
    try {
      await documents.send(
        new TransactWriteCommand({ TransactItems: [...parts], ClientRequestToken: randomUUID() }),
      );
      return true;
    } catch (error) {
      if ((error as Error).name !== CANCELLED) throw error;
      const reasons = ((error as Cancelled).CancellationReasons ?? []).filter(({ Code }) => Code !== 'None');
      if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return false;
      const passing = reasons.length > 0 && reasons.every(({ Code = '' }) => PASSING.has(Code));
      if (!passing || failures === MOST_FAILURES) throw cancelled(reasons, passing, error);
    }
    await backOff(failures);
  }
}

const cancelled = (
  reasons: readonly { readonly Code?: string; readonly Message?: string }[],
  passing: boolean,
  cause: unknown,
) =>
  new InfrastructureError(
    `DynamoDB cancelled a transaction: ${reasons.map(({ Code, Message }) => `${Code}: ${Message}`).join('; ')}`,
    passing ? 'retriable' : 'permanent',
    { cause },
  );
