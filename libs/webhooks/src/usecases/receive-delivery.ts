import { err, messageOf, natureOf, ok, type Clock, type Result } from '@dataforge/kernel';
import type { AppendFailure, Capacity, EventLog } from '@dataforge/events';
import { deliveryRecord } from '../domain/delivery-event.ts';
import type { RawDelivery } from '../domain/provider.ts';
import { sourceKey, type ActiveSource } from '../domain/source.ts';
import type { DeliveryIds } from '../ports/delivery-ids.ts';
import type { WebhookSources } from '../ports/webhook-sources.ts';

export interface Delivery extends Pick<RawDelivery, 'headers'> {
  readonly provider: string;
  readonly source: string;
  /** Reads the body as it came; nobody asks for that of a source that is not configured. */
  readBody(): Promise<RawDelivery['body']>;
}

export interface Received {
  /** True if the log held the delivery already; nothing was appended. */
  readonly duplicate: boolean;
}

export type ReceiveFailure =
  | { readonly kind: 'unknown-source' }
  | { readonly kind: 'unverified'; readonly detail: string }
  | { readonly kind: 'too-large'; readonly detail: string }
  | { readonly kind: 'full'; readonly retryAfterSeconds: number; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly detail: string };

export type ReceiveDelivery = (delivery: Delivery) => Promise<Result<Received, ReceiveFailure>>;

export interface ReceiveDeps {
  readonly log: Pick<EventLog, 'append'>;
  readonly ids: DeliveryIds;
  readonly sources: WebhookSources;
  readonly clock: Clock;
  readonly capacity: Capacity;
}

const FULL_LOG_RETRY_SECONDS = 30;

/**
 * Believes a delivery by its signature, appends it and only then remembers its id: a crash or a failure between the two
 * leaves a copy that refining recognises, never a delivery that was acknowledged and is not there.
 */
export function receiveDelivery(
  { log, ids, sources, clock, capacity }: ReceiveDeps,
  { topic }: { readonly topic: string },
): ReceiveDelivery {
  /** Deliveries on their way to the log; a copy that comes meanwhile waits for what becomes of the first. */
  const onTheirWay = new Map<string, Promise<Result<Received, ReceiveFailure>>>();

  async function append(
    key: string,
    { provider }: ActiveSource,
    delivery: RawDelivery & Pick<Delivery, 'source'>,
    deliveryId: string,
  ): Promise<Result<Received, ReceiveFailure>> {
    if (await ids.seen(key)) return ok({ duplicate: true });
    const room = capacity.check();
    if (!room.ok)
      return err({ kind: 'full', retryAfterSeconds: room.retryAfterSeconds, detail: room.detail });
    const record = deliveryRecord(provider, delivery.source, deliveryId, delivery, clock.now());
    const appended = await log.append([{ topic, records: [record] }]);
    if (!appended.ok) return err(failureOf(appended.error));
    await ids.remember(key);
    return ok({ duplicate: false });
  }

  async function receive({ readBody, ...given }: Delivery): Promise<Result<Received, ReceiveFailure>> {
    const source = await sources.find(given.provider, given.source);
    if (!source) return err({ kind: 'unknown-source' });
    const delivery = { ...given, body: await readBody() };
    const verified = source.provider.verify(delivery, source.secrets, clock.now());
    if (!verified.ok) return err({ kind: 'unverified', detail: verified.error.detail });
    const { deliveryId } = verified.value;
    const key = `${sourceKey(delivery.provider, delivery.source)}/${deliveryId}`;
    const first = onTheirWay.get(key);
    if (first) {
      const outcome = await first;
      return outcome.ok ? ok({ duplicate: true }) : outcome;
    }
    const mine = append(key, source, delivery, deliveryId).finally(() => onTheirWay.delete(key));
    onTheirWay.set(key, mine);
    return mine;
  }

  return async (delivery) => {
    try {
      return await receive(delivery);
    } catch (error) {
      if (natureOf(error) !== 'retriable') throw error;
      return err({ kind: 'unavailable', detail: messageOf(error) });
    }
  };
}

function failureOf({ kind, detail }: AppendFailure): ReceiveFailure {
  switch (kind) {
    case 'full':
      return { kind, retryAfterSeconds: FULL_LOG_RETRY_SECONDS, detail };
    case 'too-large':
      return { kind, detail };
    default:
      return { kind: 'unavailable', detail };
  }
}
