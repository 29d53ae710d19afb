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
 * `refused`: nothing was appended, each fault is listed. `too-large`: an event over the bound. `full`: ask again
 * after that many seconds. `unavailable`: the log did not take it, or did not say; a retry is safe.
 */
export type AcceptFailure =
  | { readonly kind: 'refused'; readonly refused: readonly RefusedEvent[] }
  | { readonly kind: 'too-large'; readonly index: number; readonly limit: number }
  | { readonly kind: 'full'; readonly retryAfterSeconds: number; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface AcceptSettings {
  /** The topic that each event type goes to. */
  readonly topics: ReadonlyMap<string, string>;
  readonly maxEventBytes: number;
}

export type AcceptEvents = (
  candidates: readonly Candidate[],
  partial: boolean,
) => Promise<Result<Accepted, AcceptFailure>>;

const FULL_LOG_RETRY_SECONDS = 30;

/** Appends a request's events whole or not at all; with `partial` the good ones of it. */
export function acceptEvents(
  { log, capacity }: { log: Pick<EventLog, 'append'>; capacity: Capacity },
  settings: AcceptSettings,
): AcceptEvents {
  const known = [...settings.topics.keys()].join(', ');

  function sort(candidates: readonly Candidate[]): {
    refused: RefusedEvent[];
    batches: readonly AppendBatch[];
  } {
    const refused: RefusedEvent[] = [];
    const byTopic = new Map<string, EventRecord[]>();
    candidates.forEach((candidate, index) => {
      if (!candidate.ok) {
        refused.push(...candidate.faults.map((fault) => ({ index, ...fault })));
        return;
      }
      const topic = settings.topics.get(candidate.event.type);
      if (topic === undefined) {
        refused.push({
          index,
          field: 'type',
          detail: `no product has the type ${candidate.event.type}; known: ${known}`,
        });
        return;
      }
      const records = byTopic.get(topic);
      if (records) records.push(candidate.record);
      else byTopic.set(topic, [candidate.record]);
    });
    return { refused, batches: [...byTopic].map(([topic, records]) => ({ topic, records })) };
  }

  return async (candidates, partial) => {
    const large = candidates.findIndex((c) => c.ok && c.record.value.byteLength > settings.maxEventBytes);
    if (large >= 0) return err({ kind: 'too-large', index: large, limit: settings.maxEventBytes });
    const { refused, batches } = sort(candidates);
    const accepted = batches.reduce((sum, batch) => sum + batch.records.length, 0);
    if (refused.length > 0 && (!partial || accepted === 0)) return err({ kind: 'refused', refused });
    const room = capacity.check();
    if (!room.ok)
      return err({ kind: 'full', retryAfterSeconds: room.retryAfterSeconds, detail: room.detail });
    if (accepted === 0) return ok({ accepted, refused });
    const appended = await log.append(batches);
    if (appended.ok) return ok({ accepted, refused });
    const { kind, detail } = appended.error;
    if (kind === 'full') return err({ kind, retryAfterSeconds: FULL_LOG_RETRY_SECONDS, detail });
    return err({ kind: 'unavailable', detail });
  };
}
