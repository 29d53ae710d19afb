import {
  minuteCounters,
  MOST_IN_TRANSACTION,
  snapshot,
  sortable,
  type DynamoDb,
  type Expression,
  type ItemKey,
  type MinuteAmounts,
  type MinuteCounters,
  type Table,
} from '@dataforge/clients/dynamodb';
import { ORIGIN, type Position } from '@dataforge/events';
import { err, invariant, ok } from '@dataforge/kernel';
import { NOTHING_LANDED, type LandedChange, type LandedPartition } from '../../domain/landed-counts.ts';
import type { LandedRange, LandingIndex } from '../../ports/landing-index.ts';

export const LAKE_TABLE = 'lake';

/** `version` moves with every change of the partition, its minutes included. */
interface Held extends LandedPartition {
  readonly version: number;
}

const PARTITIONS = 'landed';
const stateKey = (topic: string, partition: number): ItemKey => ({
  pk: PARTITIONS,
  sk: `${topic}#${partition}`,
});
const minutesKey = (topic: string, partition: number): string => `landed-minutes#${topic}#${partition}`;
const rangesKey = (topic: string, partition: number): string => `landed-ranges#${topic}#${partition}`;
const rangeKey = ({ topic, partition, first }: LandedRange): ItemKey => ({
  pk: rangesKey(topic, partition),
  sk: sortable(first),
});
const rangeOf = ({ range }: Readonly<Record<string, unknown>>): LandedRange =>
  JSON.parse(range as string) as LandedRange;

/**
 * The landing index in DynamoDB: an item a partition with how far it is and what all adds up to, an item a range whose object is
 * there, and an item an hour with its minutes. A range moves all three in one transaction, conditional on where the
 * partition stands; so does its expiry, conditional on the range being there.
 */
export function dynamoDbLandingIndex({ client }: { readonly client: DynamoDb }): LandingIndex {
  const table = client.table(LAKE_TABLE);
  const counters = minuteCounters(table);

  /** The parts that count a range. */
  function counting(change: LandedChange, range: LandedRange, expression: Expression) {
    const { topic, partition } = range;
    const parts = [
      table.asPart.update(stateKey(topic, partition), expression),
      ...counters.adding(minutesKey(topic, partition), amountsOf(change, range)),
    ];
    invariant(parts.length < MOST_IN_TRANSACTION, 'a range spans more hours than the port allows');
    return parts;
  }

  return {
    ...reads(table, counters),
    async advance(expected, range) {
      const moved = await client.transact([
        ...counting('landing', range, advanceOf(expected, range)),
        table.asPart.put({ ...rangeKey(range), range: JSON.stringify(range) }),
      ]);
      if (moved) return ok(undefined);
      const { landedThrough } = await heldOf(table, range.topic, range.partition);
      return err({ kind: 'moved', landedThrough });
    },
    async expire(range) {
      const item = await table.get(rangeKey(range));
      if (!item) return;
      const held = rangeOf(item);
      // Where it is refused, somebody else counted it as expired.
      await client.transact([
        ...counting('expiry', held, expiryOf(held)),
        table.asPart.remove(rangeKey(held), { condition: 'attribute_exists(pk)' }),
      ]);
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

async function heldOf(table: Table, topic: string, partition: number): Promise<Held> {
  const found = (await table.get(stateKey(topic, partition))) as Partial<Held> | undefined;
  return { ...NOTHING_LANDED, version: 0, ...found };
}

type Reads = Pick<LandingIndex, 'landedThrough' | 'ranges' | 'rangeAt' | 'counts' | 'sizeBytes'>;

function reads(table: Table, counters: MinuteCounters): Reads {
  return {
    landedThrough: async (topic, partition) => (await heldOf(table, topic, partition)).landedThrough,
    async *ranges(topic, partition) {
      for await (const item of table.query({ pk: rangesKey(topic, partition) })) yield rangeOf(item);
    },
    async rangeAt(topic, partition, position) {
      const upTo = { pk: rangesKey(topic, partition), to: sortable(position + 1) };
      for await (const item of table.query({ ...upTo, descending: true, limit: 1 })) {
        const range = rangeOf(item);
        return position < range.next ? range : undefined;
      }
      return undefined;
    },
    async counts(topic, partition, range) {
      if (!range) {
        const { landedThrough, minutesFrom, landed, expired } = await heldOf(table, topic, partition);
        return { landedThrough, minutesFrom, minutes: [{ minute: 0, landed, expired }] };
      }
      const { state, read } = await snapshot(
        () => heldOf(table, topic, partition),
        ({ minutesFrom }) =>
          counters.read(
            minutesKey(topic, partition),
            Math.max(minutesFrom, range.from ?? 0),
            range.to ?? Number.MAX_SAFE_INTEGER,
          ),
      );
      const minutes = read.map(({ minute, amounts }) => ({
        minute,
        landed: amounts['l'] ?? 0,
        expired: amounts['e'] ?? 0,
      }));
      return { landedThrough: state.landedThrough, minutesFrom: state.minutesFrom, minutes };
    },
    async sizeBytes() {
      let bytes = 0;
      for await (const item of table.query({ pk: PARTITIONS })) bytes += Number(item['bytes'] ?? 0);
      return bytes;
    },
  };
}

const amountsOf = (change: LandedChange, { minutes }: LandedRange): readonly MinuteAmounts[] =>
  minutes.map(({ minute, records }) => ({
    minute,
    amounts: change === 'landing' ? { l: records } : { l: -records, e: records },
  }));

const COUNT = 'ADD landed :landed, expired :expired, #bytes :bytes, version :one';
const NAMES = { '#bytes': 'bytes' };

const advanceOf = (expected: Position, { next, records, bytes }: LandedRange): Expression => ({
  update: `SET landedThrough = :next ${COUNT}`,
  condition:
    expected === ORIGIN
      ? 'attribute_not_exists(landedThrough) OR landedThrough = :expected'
      : 'landedThrough = :expected',
  names: NAMES,
  values: {
    ':expected': expected,
    ':next': next,
    ':landed': records,
    ':expired': 0,
    ':bytes': bytes,
    ':one': 1,
  },
});

const expiryOf = ({ records, bytes }: LandedRange): Expression => ({
  update: COUNT,
  names: NAMES,
  values: { ':landed': -records, ':expired': records, ':bytes': -bytes, ':one': 1 },
});
