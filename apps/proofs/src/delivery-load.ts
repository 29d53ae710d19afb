import type { Random } from '@dataforge/kernel';

/** Shares of the load, as fractions of the deliveries. */
export interface DeliveryShape {
  readonly deliveries: number;
  /** Sent again with the same body, signed anew at the time of sending. */
  readonly again: number;
  /** Sent again under the same id with another body, which the sender's signature covers. */
  readonly conflicts: number;
  /** Bodies that are no JSON. */
  readonly invalid: number;
  /** Of things that happened three days before. */
  readonly late: number;
}

export interface PlannedDelivery {
  readonly provider: 'github' | 'standard-webhooks';
  readonly id: string;
  readonly body: string;
  /** The delivery of the same id that has to be acknowledged before. */
  readonly after?: number;
}

/** What silver holds of a delivery, and bronze of its body. */
export interface ExpectedDelivery {
  readonly source: string;
  readonly provider: PlannedDelivery['provider'];
  readonly eventType: string;
  readonly action: string | null;
  readonly actor: string | null;
  readonly resource: string;
  /** ms since the epoch */
  readonly occurredAt: number;
  readonly payload: unknown;
}

export interface DeliveryLoad {
  /** In the order to be sent. */
  readonly deliveries: readonly PlannedDelivery[];
  /** By id: the valid deliveries, as first sent. */
  readonly expected: ReadonlyMap<string, ExpectedDelivery>;
  readonly invalid: number;
}

/** The name under which the sources are configured. */
export const SOURCE = 'proof';

const THREE_DAYS_MS = 3 * 86_400_000;
/** A copy comes no later than so many deliveries after what it copies. */
const DISTANCE = 200;

/** Deliveries of two providers, with faults at known shares; copies come after their originals. `nowMs`: things happen about then. */
export function deliveryLoad(shape: DeliveryShape, random: Random, nowMs: number): DeliveryLoad {
  const deliveries: PlannedDelivery[] = [];
  const originals: number[] = [];
  const expected = new Map<string, ExpectedDelivery>();
  let invalid = 0;
  for (let n = 0; n < shape.deliveries; n += 1) {
    const draw = random.next();
    const after = originals[originals.length - 1 - Math.floor(random.next() * DISTANCE)];
    const original = after === undefined ? undefined : deliveries[after];
    if (original && after !== undefined && draw < shape.again + shape.conflicts) {
      const body = draw < shape.again ? original.body : bodyOf(describe(original.provider, n, random, nowMs));
      deliveries.push({ ...original, body, after });
      continue;
    }
    const provider = random.next() < 0.5 ? 'github' : 'standard-webhooks';
    const id = `${provider}-${n}`;
    const late = random.next() < shape.late;
    const delivery = describe(provider, n, random, late ? nowMs - THREE_DAYS_MS : nowMs);
    const broken = random.next() < shape.invalid;
    if (broken) invalid += 1;
    else expected.set(id, delivery);
    originals.push(deliveries.length);
    deliveries.push({ provider, id, body: broken ? `{"no json": ${n}` : bodyOf(delivery) });
  }
  return { deliveries, expected, invalid };
}

const bodyOf = ({ payload }: ExpectedDelivery): string => JSON.stringify(payload);

function describe(
  provider: PlannedDelivery['provider'],
  n: number,
  random: Random,
  occurredAt: number,
): ExpectedDelivery {
  const number = Math.floor(random.next() * 100);
  const time = new Date(occurredAt).toISOString();
  const source = `/webhooks/${provider}/${SOURCE}`;
  if (provider === 'standard-webhooks') {
    const payload = { type: 'invoice.paid', timestamp: time, data: { id: String(number), n } };
    const described = { eventType: payload.type, action: null, actor: null, resource: payload.data.id };
    return { source, provider, ...described, occurredAt, payload };
  }
  const action = random.next() < 0.5 ? 'opened' : 'edited';
  const payload = {
    action,
    issue: { number, updated_at: time },
    repository: { full_name: 'proof/repository' },
    sender: { login: `somebody-${number % 7}` },
    n,
  };
  const actor = payload.sender.login;
  const resource = `proof/repository#${number}`;
  return { source, provider, eventType: 'issues', action, actor, resource, occurredAt, payload };
}
