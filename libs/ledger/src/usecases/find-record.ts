import type { EventLog, LogRecord, Position } from '@dataforge/events';
import { decodeLanding, type LandingIndex, type LandingStore } from '@dataforge/lake';

export interface FindRecordDeps {
  readonly log: Pick<EventLog, 'ends' | 'read' | 'census'>;
  readonly landing: Pick<LandingIndex, 'landedThrough' | 'rangeAt'>;
  readonly objects: Pick<LandingStore, 'get'>;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly position: Position;
}

/** The record at a position as it came, from the log or, once that has forgotten it, from landing. */
export async function findRecord(deps: FindRecordDeps, place: Place): Promise<LogRecord | undefined> {
  const { topic, partition, position } = place;
  const read = await deps.log.read({ topic, partition, from: position, maxRecords: 1, maxBytes: 1 });
  if (read.ok) return read.value.records.find((record) => record.position === position);
  return (await objectAt(deps, place)).find((record) => record.position === position);
}

/** A record's line in its landing object, from 1: how many records of the object the log holds up to it, or the object itself. */
export async function lineInObject(deps: FindRecordDeps, place: Place): Promise<number | undefined> {
  const { topic, partition, position } = place;
  const range = await deps.landing.rangeAt(topic, partition, position);
  if (!range) return undefined;
  const start = (await deps.log.ends(topic)).find((ends) => ends.partition === partition)?.start ?? Infinity;
  if (start <= range.first) {
    const before = await deps.log.census(topic, partition, range.first, position);
    return before.reduce((sum, { records }) => sum + records, 0) + 1;
  }
  const records = await objectAt(deps, place);
  const index = records.findIndex((record) => record.position === position);
  return index === -1 ? undefined : index + 1;
}

async function objectAt(
  { landing, objects }: FindRecordDeps,
  { topic, partition, position }: Place,
): Promise<readonly LogRecord[]> {
  const range = await landing.rangeAt(topic, partition, position);
  const bytes = range && (await objects.get(range.key));
  return bytes ? decodeLanding(bytes) : [];
}
