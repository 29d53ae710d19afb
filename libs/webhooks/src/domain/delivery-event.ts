import { isJsonObject, toRfc3339, type JsonObject } from '@dataforge/kernel';
import { parseJson, structuredRecord, type EventRecord } from '@dataforge/events';
import type { Products } from '@dataforge/products';
import type { Provider, RawDelivery } from './provider.ts';

export const DELIVERY_TYPE = 'com.dataforge.webhooks.delivery.v1';

/** Where deliveries go; throws where no product takes them, which is a bug of the products. */
export function deliveryTopic({ products }: Pick<Products, 'products'>): string {
  const found = products.find(({ event }) => event.type === DELIVERY_TYPE);
  if (!found) throw new Error(`No product takes ${DELIVERY_TYPE}.`);
  return found.event.topic;
}

/** Bytes up to which a text stays readable whatever its escapes take. */
const SHORT = 64 * 1024;
const BYTE_ORDER_MARK = '\ufeff';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The event of a delivery. Its payload is the body's own text, spliced in, so that no number loses a digit; a body that
 * is no JSON object is kept beside it as text or base64, and the contract will quarantine it. `now` in ms.
 */
export function deliveryRecord(
  provider: Provider,
  source: string,
  deliveryId: string,
  delivery: RawDelivery,
  now: number,
): EventRecord {
  const parsed = parseJson(delivery.body);
  const payload = parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
  const { occurredAt, ...description } = provider.describe(delivery, payload);
  const data: JsonObject = {
    provider: provider.name,
    ...description,
    ...(occurredAt !== undefined && { occurredAt }),
  };
  const eventSource = `/webhooks/${provider.name}/${source}`;
  const envelope = {
    specversion: '1.0',
    id: deliveryId,
    source: eventSource,
    type: DELIVERY_TYPE,
    subject: description.resource ?? description.eventType,
    time: toRfc3339(now),
    datacontenttype: 'application/json',
  };
  const body = payload
    ? `"payload":${withoutMark(utf8.decode(delivery.body))}`
    : JSON.stringify(unparsed(delivery.body)).slice(1, -1);
  const json = `${JSON.stringify(envelope).slice(0, -1)},"data":${JSON.stringify(data).slice(0, -1)},${body}}}`;
  return structuredRecord(eventSource, Buffer.from(json, 'utf8'));
}

/** A byte order mark may stand before a JSON text (RFC 8259, section 8.1), but not within one. */
const withoutMark = (json: string): string => (json.startsWith(BYTE_ORDER_MARK) ? json.slice(1) : json);

/** A text, unless its escapes would make it larger than base64, which bounds the record at 4/3 of the body. */
function unparsed(body: Uint8Array): { payloadText: string } | { payloadBase64: string } {
  const payloadBase64 = Buffer.from(body).toString('base64');
  try {
    const payloadText = utf8.decode(body);
    const escaped = Buffer.byteLength(JSON.stringify(payloadText));
    return escaped <= Math.max(payloadBase64.length, SHORT) ? { payloadText } : { payloadBase64 };
  } catch {
    return { payloadBase64 };
  }
}
