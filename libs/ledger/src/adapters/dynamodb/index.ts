import {
  minuteCounters,
  MOST_IN_TRANSACTION,
  snapshot,
  type DynamoDb,
  type ItemKey,
} from '@dataforge/clients/dynamodb';
import { ORIGIN } from '@dataforge/events';
import { invariant } from '@dataforge/kernel';
import { NOTHING_COUNTED, recordsIn, type Counted } from '../../domain/counted.ts';
import type { AcceptedCounts, CountedStretch } from '../../ports/accepted-counts.ts';

export const LEDGER_TABLE = 'ledger';

/** `version` moves with every change of the partition, its minutes included. */
interface Held extends Counted {
  readonly version: number;
}

const stateKey = (topic: string, partition: number): ItemKey => ({
  pk: 'accepted',
  sk: `${topic}#${partition}`,
});
const minutesKey = (topic: string, partition: number): string => `accepted-minutes#${topic}#${partition}`;

/**
 * Accepted counts in DynamoDB: an item a partition with what all its minutes add up to, and an item an hour with the minutes;
 * a stretch moves both in one transaction, conditional on where the partition is counted to.
 */
export function dynamoDbAcceptedCounts({ client }: { readonly client: DynamoDb }): AcceptedCounts {
  const table = client.table(LEDGER_TABLE);
  const counters = minuteCounters(table);

  async function heldOf(topic: string, partition: number): Promise<Held> {
    const found = (await table.get(stateKey(topic, partition))) as Partial<Held> | undefined;
    return { ...NOTHING_COUNTED, version: 0, ...found };
  }

  return {
    countedThrough: async (topic, partition) => (await heldOf(topic, partition)).countedThrough,
    async add(topic, partition, stretch) {
      const minutes = stretch.minutes.map(({ minute, records }) => ({ minute, amounts: { n: records } }));
      const parts = [
        table.asPart.update(stateKey(topic, partition), moveOf(stretch)),
        ...counters.adding(minutesKey(topic, partition), minutes),
      ];
      invariant(parts.length <= MOST_IN_TRANSACTION, 'a stretch spans more hours than the port allows');
      // Where it is refused, somebody else counted the stretch.
      await client.transact(parts);
    },
    async counts(topic, partition, range) {
      if (!range) {
        const { countedThrough, minutesFrom, records } = await heldOf(topic, partition);
        return { countedThrough, minutesFrom, minutes: [{ minute: 0, records }] };
      }
      const { state, read } = await snapshot(
        () => heldOf(topic, partition),
        ({ minutesFrom }) =>
          counters.read(
            minutesKey(topic, partition),
            Math.max(minutesFrom, range.from ?? 0),
            range.to ?? Number.MAX_SAFE_INTEGER,
          ),
      );
      const minutes = read.map(({ minute, amounts }) => ({ minute, records: amounts['n'] ?? 0 }));
      return { countedThrough: state.countedThrough, minutesFrom: state.minutesFrom, minutes };
    },
    async trimMinutes(topic, partition, before) {
      // First the mark, which readers go by: what a crash leaves behind it goes with the next trim.
      await table.update(stateKey(topic, partition), {
        update: 'SET minutesFrom = :before ADD version :one',
        condition: 'attribute_not_exists(minutesFrom) OR minutesFrom < :before',
        values: { ':before': before, ':one': 1 },
      });
      await counters.trim(minutesKey(topic, partition), before);
    },
  };
}

const moveOf = ({ from, through, minutes }: CountedStretch) => ({
  update: 'SET countedThrough = :through ADD records :records, version :one',
  condition:
    from === ORIGIN
      ? 'attribute_not_exists(countedThrough) OR countedThrough = :from'
      : 'countedThrough = :from',
  values: { ':from': from, ':through': through, ':records': recordsIn(minutes), ':one': 1 },
});
