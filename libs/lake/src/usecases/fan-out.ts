import { messageOf, natureOf, ConfigurationError, type Log } from '@dataforge/kernel';
import type { DeadLetter, LogRecord, Position, SendDeadLetters } from '@dataforge/events';
import type { Product } from '@dataforge/products';
import { judgeRecords, type Judged } from '../domain/judge.ts';
import type { LandedQuality } from '../domain/landing-meters.ts';
import { landDelivered, type Delivered } from './land-delivered.ts';
import type { LandRecordsDeps, OnStored } from './land-records.ts';

export interface FanOutDeps extends Omit<LandRecordsDeps, 'onStored'> {
  /** The same again where a try was broken off. */
  readonly deadLetters: SendDeadLetters;
  /** Told of every record once, unless the process ends just then. */
  readonly landed: (quality: LandedQuality) => void;
  readonly logger: Log;
}

export interface FanOutSettings {
  readonly products: readonly Product[];
  /** Of an object, at most. */
  readonly maxRecords: number;
}

/** A partition of a delivery of which not everything has landed. */
export interface FailedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Of the first record that has not: from there on it is to be delivered again. */
  readonly position: Position;
}

export type FanOut = (deliveries: readonly Delivered[]) => Promise<readonly FailedPartition[]>;

/**
 * Lands what a consumer is handed of several partitions, judges each record by its product's contract, and sets poison apart.
 * A record has landed once it is in landing and, if it is poison, among the dead letters too; so a repeat, with whatever
 * cuts, neither loses nor doubles any. What fails is the infrastructure: its partition is told, the others go on, and no
 * record is dead-lettered for it.
 */
export function fanOut(deps: FanOutDeps, { products, maxRecords }: FanOutSettings): FanOut {
  const { index, logger } = deps;
  const land = landDelivered({ ...deps, onStored: judging(deps, products) }, { maxRecords });

  async function firstNotLanded({ topic, partition, records }: Delivered): Promise<Position | undefined> {
    const [first] = records;
    // Where even this cannot be asked, all of it is delivered again.
    const through = await index.landedThrough(topic, partition).catch(() => first?.position ?? 0);
    return records.find(({ position }) => position >= through)?.position;
  }

  return async (deliveries) => {
    const failed: FailedPartition[] = [];
    await Promise.all(
      deliveries.map(async (delivery) => {
        const { topic, partition, records } = delivery;
        try {
          const { gap } = await land(delivery);
          if (gap)
            logger.warn(
              { topic, partition, position: records[0]?.position },
              'A delivery begins behind what has landed: the log has a gap there, or records were not delivered.',
            );
        } catch (error) {
          const position = await firstNotLanded(delivery);
          if (position === undefined) return;
          failed.push({ topic, partition, position });
          const fields = { topic, partition, position, nature: natureOf(error), cause: messageOf(error) };
          if (natureOf(error) === 'retriable') logger.warn(fields, 'Landing waits to be tried again.');
          else logger.error(fields, 'Landing fails, and will until its cause is mended.');
        }
      }),
    );
    return failed;
  };
}

/** Judges what was stored, sets the poison apart, and tells of it all once it has landed. */
function judging({ clock, deadLetters, landed }: FanOutDeps, products: readonly Product[]): OnStored {
  const judges = new Map(products.map((product) => [product.event.topic, judgeRecords(product)]));
  return async (topic, records) => {
    const judge = judges.get(topic);
    if (!judge)
      throw new ConfigurationError(`No product has the topic ${topic}.`, [
        `known topics: ${[...judges.keys()].join(', ')}; deliver only these, or deploy the product`,
      ]);
    const judged = records.map((record) => ({ record, ...outcomeOf(judge, record) }));
    const poison = judged.filter(({ outcome }) => outcome === 'poison');
    if (poison.length > 0) await deadLetters(poison.map((failed) => letterOf(topic, failed)));
    const count = (wanted: Outcome) => judged.filter(({ outcome }) => outcome === wanted).length;
    return () =>
      landed({
        topic,
        records: records.length,
        bytes: records.reduce((sum, { value }) => sum + value.byteLength, 0),
        valid: count('valid'),
        invalid: count('invalid'),
        deadLetters: poison.length,
        lagMs: Math.max(0, clock.now() - (records[0] as LogRecord).appendedAt),
      });
  };
}

type Outcome = 'valid' | 'invalid' | 'poison';

interface JudgedRecord {
  readonly record: LogRecord;
  readonly outcome: Outcome;
  readonly reasons: DeadLetter['reasons'];
}

/** What breaks the contract is the refining's to quarantine; poison is what is no event of the product, or ends its judge. */
function outcomeOf(
  judge: (record: LogRecord) => Judged,
  record: LogRecord,
): Pick<JudgedRecord, 'outcome' | 'reasons'> {
  try {
    const judged = judge(record);
    if (judged.kind === 'row') return { outcome: 'valid', reasons: [] };
    const { stage, reasons } = judged.failed;
    return { outcome: stage === 'parse' ? 'poison' : 'invalid', reasons };
  } catch (error) {
    return {
      outcome: 'poison',
      reasons: [{ field: '', detail: `it cannot be judged: ${messageOf(error)}` }],
    };
  }
}

const letterOf = (topic: string, { record, reasons }: JudgedRecord): DeadLetter => ({
  ...{ topic, partition: record.partition, position: record.position, appendedAt: record.appendedAt },
  ...{ stage: 'landing', reasons },
  record: { key: record.key, headers: record.headers, value: record.value },
});
