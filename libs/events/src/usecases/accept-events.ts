import { err, ok, type Result } from '@dataforge/kernel';
import type { CloudEvent } from '../domain/cloud-event.ts';
import type { EventFault } from '../domain/read-cloud-event.ts';
import type { Capacity } from '../ports/capacity.ts';
import type { AppendBatch, EventLog, EventRecord } from '../ports/event-log.ts';

/** One event of a request as it was read from the wire: what it says, and the record it would become. */
export type Candidate =
  | { readonly ok: true; readonly event: Pick<CloudEvent, 'type' | 'source'>; readonly record: EventRecord }
  | { readonly ok: false; readonly faults: readonly EventFault[] };

export interface RefusedEvent extends EventFault {
  readonly index: number;
}

export interface Accepted {
  readonly accepted: number;
  readonly refused: readonly RefusedEvent[];
}

/**
 * `refused`: nothing was appended; `events` of the request are at fault and each is listed, or there are more and
 * reading `stopped` at so many. `too-large`: an event over the bound; the log does not say which. `full`: ask again after
 * that many seconds. `unavailable`: the log did not take it, or did not say; a retry is safe.
 */
export type AcceptFailure =
  | {
      readonly kind: 'refused';
      readonly refused: readonly RefusedEvent[];
      readonly events: number;
      readonly stopped: boolean;
    }
  | { readonly kind: 'too-large'; readonly index?: number; readonly limit: number }
  | { readonly kind: 'full'; readonly retryAfterSeconds: number; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface AcceptSettings {
  /** The topic that each event type goes to. */
  readonly topics: ReadonlyMap<string, string>;
  readonly maxEventBytes: number;
}

/** Takes a request's candidates in their order, each once, and none after the last that it needs to answer. */
export type AcceptEvents = (
  candidates: Iterable<Candidate>,
  partial: boolean,
) => Promise<Result<Accepted, AcceptFailure>>;

const FULL_LOG_RETRY_SECONDS = 30;
/**
 * A small body can hold millions of lines that are no events: at so many bad ones the request is refused, its rest unread.
 * Past so many faults only the first of each event is listed.
 */
const MOST_REFUSED = 10_000;
const SHOWN_TYPE_CHARACTERS = 200;

/** Appends a request's events whole or not at all; with `partial` the good ones of it. */
export function acceptEvents(
  { log, capacity }: { log: Pick<EventLog, 'append'>; capacity: Capacity },
  { topics, maxEventBytes }: AcceptSettings,
): AcceptEvents {
  const known = [...topics.keys()].join(', ');

  const isTooLarge = (candidate: Candidate): boolean =>
    candidate.ok && candidate.record.value.byteLength > maxEventBytes;

  const faultsOf = (candidate: Candidate): readonly EventFault[] => {
    if (!candidate.ok) return candidate.faults;
    if (isTooLarge(candidate)) return [{ field: '', detail: `is larger than ${maxEventBytes} bytes` }];
    const { type } = candidate.event;
    if (topics.has(type)) return [];
    const detail = `no product has the type ${type.slice(0, SHOWN_TYPE_CHARACTERS)}; known: ${known}`;
    return [{ field: 'type', detail }];
  };

  /** What a request holds, read as far as an answer needs. */
  function sort(candidates: Iterable<Candidate>, partial: boolean): Result<Sorted, AcceptFailure> {
    const refused: RefusedEvent[] = [];
    const byTopic = new Map<string, EventRecord[]>();
    let [index, accepted] = [0, 0];
    for (const candidate of candidates) {
      if (!partial && isTooLarge(candidate)) return err({ kind: 'too-large', index, limit: maxEventBytes });
      const faults = faultsOf(candidate);
      if (candidate.ok && faults.length === 0) {
        const topic = topics.get(candidate.event.type) as string;
        const records = byTopic.get(topic);
        if (records) records.push(candidate.record);
        else byTopic.set(topic, [candidate.record]);
        accepted += 1;
      }
      const listed = refused.length < MOST_REFUSED ? faults : faults.slice(0, 1);
      for (const { field, detail } of listed) refused.push({ index, field, detail });
      index += 1;
      if (index - accepted >= MOST_REFUSED)
        return err({ kind: 'refused', refused, events: index - accepted, stopped: true });
    }
    if (refused.length > 0 && (!partial || accepted === 0))
      return err({ kind: 'refused', refused, events: index - accepted, stopped: false });
    const batches = [...byTopic].map(([topic, records]) => ({ topic, records }));
    return ok({ accepted, refused, batches });
  }

  return async (candidates, partial) => {
    const sorted = sort(candidates, partial);
    if (!sorted.ok) return sorted;
    const { accepted, refused, batches } = sorted.value;
    const room = capacity.check();
    if (!room.ok)
      return err({ kind: 'full', retryAfterSeconds: room.retryAfterSeconds, detail: room.detail });
    if (accepted === 0) return ok({ accepted, refused });
    const appended = await log.append(batches);
    if (appended.ok) return ok({ accepted, refused });
    const { kind, detail } = appended.error;
    if (kind === 'full') return err({ kind, retryAfterSeconds: FULL_LOG_RETRY_SECONDS, detail });
    if (kind === 'too-large') return err({ kind, limit: maxEventBytes });
    return err({ kind: 'unavailable', detail });
  };
}

interface Sorted extends Accepted {
  readonly batches: readonly AppendBatch[];
}
