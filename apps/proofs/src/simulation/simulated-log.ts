import type { EventLog, LogRecord, Position } from '@dataforge/events';
import { memoryEventLog, type WriteFault } from '@dataforge/events/memory';
import type { Clock } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import type { Chaos } from './effects.ts';

export interface SimulatedLog {
  readonly log: EventLog;
  /** Every record that the log ever took, per partition: what it was seen to hold after each append. */
  readonly history: readonly (readonly LogRecord[])[];
  /** Looks at what was appended. */
  observe(): Promise<void>;
}

const FAULTS: readonly WriteFault[] = ['before', 'between', 'after'];

/** The topic of a product in a log whose writes fail before, between or after their partitions, and reads more seldom. */
export async function simulatedLog(clock: Clock, product: Product, chaos: Chaos): Promise<SimulatedLog> {
  const { topic, partitions } = product.event;
  let observing = false;
  const log = memoryEventLog(
    { clock },
    {
      writeFault() {
        const draw = chaos.random.next() / chaos.failing();
        return draw < 1 ? FAULTS[Math.floor(draw * FAULTS.length)] : undefined;
      },
      readsFail: () => !observing && chaos.random.next() < chaos.failing() / 10,
    },
  );
  await log.ensureTopics([{ name: topic, partitions, retentionMs: 1 }]);
  const history = Array.from({ length: partitions }, (): LogRecord[] => []);
  return {
    log,
    history,
    async observe() {
      observing = true;
      for (const [partition, held] of history.entries()) {
        const from = ((held[held.length - 1]?.position ?? -1) + 1) as Position;
        const bounds = { maxRecords: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER };
        const read = await log.read({ topic, partition, from, ...bounds });
        if (!read.ok) throw new Error(`partition ${partition} was trimmed past what was appended last`);
        held.push(...read.value.records);
      }
      observing = false;
    },
  };
}
