import { decodeRecord, type EventLog, type LogRecord } from '@dataforge/events';
import { DAY_MS, MINUTE_MS, minuteOf, parseRfc3339, type Clock } from '@dataforge/kernel';
import {
  keptSince,
  type FatedRecord,
  type RecordPlace,
  type RecordReader,
  type RecordWindow,
} from '@dataforge/lake';
import type { KpiStore } from '@dataforge/kpi';
import type { Product } from '@dataforge/products';
import type { EventTrace, TraceStage } from '../domain/trace.ts';
import {
  acceptedStage,
  aggregatedStage,
  landedStage,
  refinedStage,
  servedStage,
  type ServedPoint,
} from '../domain/trace-stages.ts';
import { findRecord, lineInObject, type FindRecordDeps } from './find-record.ts';

export interface TraceDeps extends FindRecordDeps {
  readonly log: Pick<EventLog, 'ends' | 'read' | 'census'>;
  readonly records: RecordReader;
  readonly points: Pick<KpiStore, 'series' | 'storedAt'>;
  readonly clock: Clock;
}

/** Finds the copies of the record's event that came before it. */
export type CopiesOf = (record: FatedRecord & RecordPlace) => Promise<readonly RecordPlace[]>;

/** One record's way, each stage as its own store tells it. */
export async function traceRecord(
  deps: TraceDeps,
  product: Product,
  place: RecordPlace,
  copiesOf: CopiesOf,
): Promise<EventTrace> {
  const { topic } = product.event;
  const { partition, position } = place;
  const record = await findRecord(deps, { topic, ...place });
  const { fated, through } = await fateAt(deps, product, place);
  const accepted = acceptedStage(topic, place, record);
  const landed = landedStage(place, {
    through: await deps.landing.landedThrough(topic, partition),
    range: await deps.landing.rangeAt(topic, partition, position),
    line: await lineInObject(deps, { topic, ...place }),
  });
  const holder =
    fated?.fate === 'duplicate' ? await holderOf(deps, product, { ...fated, ...place }, copiesOf) : undefined;
  const silver = `silver.${product.name}`;
  const refined = refinedStage(place, { through, fated, holder, silver });
  const identity = identityOf(record, fated);
  const [aggregated, served] = wasInSilver(product, place, fated, identity.eventTime)
    ? goneFromSilver(product, refined)
    : await intoGold(deps, product, place, { refined, sequence: fated?.sequence });
  return {
    ...{ partition, position, ...identity, record },
    stages: [accepted, landed, refined, aggregated, served],
  };
}

/** A record's fate, and how far its partition is refined. */
async function fateAt(
  { records }: Pick<TraceDeps, 'records'>,
  product: Product,
  { partition, position, appendedAt }: RecordPlace,
): Promise<{ readonly fated: FatedRecord | undefined; readonly through: number }> {
  const from = minuteOf(appendedAt);
  const scope = { partition, first: position, end: position + 1, from, to: from + MINUTE_MS, limit: 1 };
  const { records: found, refinedThrough } = await records.records(product.name, scope);
  return { fated: found[0], through: refinedThrough };
}

/** Of a duplicate, the record that holds its identity: the first position whose content was taken. */
async function holderOf(
  deps: TraceDeps,
  product: Product,
  duplicate: FatedRecord & RecordPlace,
  copiesOf: CopiesOf,
): Promise<RecordPlace | undefined> {
  for (const copy of await copiesOf(duplicate)) {
    const { fated } = await fateAt(deps, product, copy);
    if (fated?.fate === 'refined' || fated?.fate === 'expired') return copy;
  }
  return undefined;
}

function identityOf(
  record: LogRecord | undefined,
  fated: FatedRecord | undefined,
): Pick<EventTrace, 'source' | 'id' | 'subject' | 'eventTime'> {
  const event = record && decodeRecord(record);
  if (!event?.ok)
    return { source: fated?.source, id: fated?.id, subject: fated?.subject, eventTime: fated?.eventTime };
  const { source, id, subject, time } = event.value;
  return { source, id, subject, eventTime: time === undefined ? undefined : parseRfc3339(time) };
}

/** An event that was too old when it came never was in silver. */
const wasInSilver = (
  { retentionDays }: Product,
  { appendedAt }: RecordPlace,
  fated: FatedRecord | undefined,
  eventTime: number | undefined,
): boolean =>
  fated?.fate === 'expired' &&
  eventTime !== undefined &&
  eventTime >= keptSince(appendedAt, retentionDays.silver);

/** Its windows were told by its row of silver; gold holds them for as long as it is kept. */
function goneFromSilver({ retentionDays }: Product, { at }: TraceStage): [TraceStage, TraceStage] {
  const days = `${retentionDays.silver} days`;
  const value = `silver no longer holds its row (${days}), so its windows cannot be named`;
  const stage = { state: 'reached', at, details: [{ name: 'gold', value }] } as const;
  return [
    { stage: 'aggregated', ...stage },
    { stage: 'served', ...stage, at: undefined },
  ];
}

async function intoGold(
  deps: TraceDeps,
  product: Product,
  place: RecordPlace,
  { refined, sequence }: { readonly refined: TraceStage; readonly sequence: number | undefined },
): Promise<[TraceStage, TraceStage]> {
  const windows = refined.state === 'reached' ? await deps.records.windows(product.name, place) : [];
  const aggregated = aggregatedStage(refined, windows);
  const at = sequence === undefined ? undefined : await deps.points.storedAt(sequence);
  return [aggregated, servedStage(aggregated, await pointsOf(deps, product, windows, sequence), at)];
}

/** The points that a record's windows feed. One of an older commit than the record's is yet to be delivered. */
async function pointsOf(
  { points, clock }: TraceDeps,
  { kpis }: Product,
  windows: readonly RecordWindow[],
  sequence = 0,
): Promise<readonly ServedPoint[]> {
  const served: ServedPoint[] = [];
  for (const { kpi, bucket } of windows.flatMap((window) => window.points)) {
    const definition = kpis.find(({ id }) => id === kpi);
    const [point] = await points.series(kpi, bucket, bucket + 1, 1);
    if (bucket < clock.now() - (definition?.keepDays ?? 0) * DAY_MS)
      served.push({ kpi, bucket, state: 'expired' });
    else if (!point || point.sequence < sequence) served.push({ kpi, bucket, state: 'on-its-way' });
    else {
      const { value, watermark } = point;
      const unit = definition?.unit === '1' ? '' : ` ${definition?.unit ?? ''}`;
      const text = value === null ? 'no value' : `${Number(value.toPrecision(6))}${unit}`;
      served.push({ kpi, bucket, state: 'served', value: text, watermark });
    }
  }
  return served;
}
