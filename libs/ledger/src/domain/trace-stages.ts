import type { LogRecord } from '@dataforge/events';
import { DAY_MS, HOUR_MS, toRfc3339 } from '@dataforge/kernel';
import type { FatedRecord, LandedRange, RecordPlace, RecordWindow } from '@dataforge/lake';
import type { TraceDetail, TraceStage } from './trace.ts';

const detail = (name: string, value: string): TraceDetail => ({ name, value });

const placeText = ({ partition, position }: Pick<RecordPlace, 'partition' | 'position'>): string =>
  `partition ${partition}, position ${position}`;

export const acceptedStage = (
  topic: string,
  place: RecordPlace,
  record: LogRecord | undefined,
): TraceStage => ({
  stage: 'accepted',
  state: 'reached',
  at: place.appendedAt,
  details: [
    detail('position', `${topic}, ${placeText(place)}`),
    ...(record
      ? [
          detail('key', record.key),
          detail(
            'bytes',
            `${record.value.byteLength}, ${record.headers['content-type'] ?? 'no content type'}`,
          ),
        ]
      : []),
  ],
});

/** What landing knows of a position: the object that holds it with the record's line there, if it is there. */
export interface Landed {
  readonly through: number;
  readonly range?: LandedRange | undefined;
  readonly line?: number | undefined;
}

export function landedStage({ position }: RecordPlace, { through, range, line }: Landed): TraceStage {
  if (range) {
    const object = line === undefined ? range.key : `${range.key}, line ${line}`;
    return {
      ...{ stage: 'landed', state: 'reached', at: range.landedAt },
      details: [
        detail('object', object),
        detail('records', `${range.records}, positions ${range.first} to ${range.next - 1}`),
      ],
    };
  }
  return position >= through
    ? { stage: 'landed', state: 'pending', details: [detail('waits', 'to share an object with others')] }
    : { stage: 'landed', state: 'reached', details: [detail('object', 'expired: retention has deleted it')] };
}

/** What refining knows of a position. */
export interface Refined {
  readonly through: number;
  readonly fated?: FatedRecord | undefined;
  /** Of a duplicate, the record that holds its identity, where it was found. */
  readonly holder?: RecordPlace | undefined;
  readonly silver: string;
}

export function refinedStage({ position }: RecordPlace, refined: Refined): TraceStage {
  const { through, fated, holder, silver } = refined;
  if (!fated)
    return position >= through
      ? { stage: 'refined', state: 'pending', details: [detail('waits', 'for its batch')] }
      : {
          ...{ stage: 'refined', state: 'left' },
          details: [detail('fate', 'none is held: it is unaccounted for, or single fates have expired')],
        };
  return {
    stage: 'refined',
    state: fated.fate === 'refined' ? 'reached' : 'left',
    at: fated.refinedAt,
    details: [
      detail('fate', fated.fate),
      ...(fated.fate === 'refined' ? [detail('table', silver)] : []),
      ...(fated.fate === 'duplicate'
        ? [detail('duplicate of', holder ? placeText(holder) : 'not found any more')]
        : []),
      ...(fated.reasons ?? []).map(({ field, rule, detail: why }) =>
        detail('reason', `${field === '' ? '' : `${field}: `}${why} (${rule})`),
      ),
      ...(fated.sequence === undefined ? [] : [detail('commit', String(fated.sequence))]),
    ],
  };
}

/** Gold is folded in the commit that refines, so it is there when silver is. */
export function aggregatedStage(refined: TraceStage, windows: readonly RecordWindow[]): TraceStage {
  const stage = 'aggregated';
  if (refined.state === 'pending') return { stage, state: 'pending', details: [] };
  if (refined.state === 'left') return { stage, state: 'not-reached', details: [] };
  if (windows.length === 0)
    return { stage, state: 'not-reached', details: [detail('gold', 'no model takes it')] };
  return {
    ...{ stage, state: 'reached', at: refined.at },
    details: windows.map((window) => detail(window.table, windowText(window))),
  };
}

/** Windows are minutes, hours or days, and begin on a minute. */
const minuteText = (ms: number): string => `${toRfc3339(ms).slice(0, 16)}Z`;
const grainOf = (ms: number): string => (ms >= DAY_MS ? 'day' : ms >= HOUR_MS ? 'hour' : 'minute');

function windowText({ key, window, held, closed, late, corrections, waiting }: RecordWindow): string {
  const keys = Object.entries(key).map(([column, value]) => `${column} ${value ?? 'null'}`);
  if (!window) return [...keys, held ? 'its newest row' : 'a newer row has taken its place'].join(', ');
  const state = held
    ? [
        closed ? 'closed' : 'open',
        late ? 'came late, as a correction' : '',
        corrections > 0 ? `${corrections} corrections` : '',
        waiting.length > 0 ? `${waiting.join(', ')} yet to be computed` : '',
      ]
    : ['expired'];
  const span = `${grainOf(window.to - window.from)} of ${minuteText(window.from)}`;
  return [...keys, span, ...state].filter((part) => part !== '').join(', ');
}

/** A KPI's point that a record counts for, as it is served. */
export interface ServedPoint {
  readonly kpi: string;
  /** Start of the point, ms. */
  readonly bucket: number;
  readonly state: 'served' | 'on-its-way' | 'expired';
  /** With its unit, and the watermark it came with, ms. */
  readonly value?: string;
  readonly watermark?: number | null;
}

/** `at`: when the points of the record's commit were stored, ms, where that is known. */
export function servedStage(
  aggregated: TraceStage,
  points: readonly ServedPoint[],
  at: number | undefined,
): TraceStage {
  const stage = 'served';
  if (aggregated.state !== 'reached') return { stage, state: aggregated.state, details: [] };
  if (points.length === 0) return { stage, state: 'not-reached', details: [detail('KPI', 'none counts it')] };
  const details = points.map((point) => detail(point.kpi, pointText(point)));
  return points.some(({ state }) => state === 'on-its-way')
    ? { stage, state: 'pending', details }
    : { stage, state: 'reached', at, details };
}

function pointText({ bucket, state, value, watermark }: ServedPoint): string {
  const at = `at ${minuteText(bucket)}`;
  if (state === 'expired') return `${at}, no longer kept`;
  if (state === 'on-its-way') return `${at}, on its way`;
  const told = watermark === undefined || watermark === null ? '' : `, watermark ${toRfc3339(watermark)}`;
  return `${value ?? 'no value'} ${at}${told}`;
}
