import { createHmac, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { err, ok } from '@dataforge/kernel';
import { present, textAt, timeAt } from '../payload-fields.ts';
import { isDeliveryId, type Description, type Provider } from '../provider.ts';
import { anyHolds, equalBytes } from '../signature.ts';

const TOLERANCE_SECONDS = 5 * 60;
/** Bounds the work on a hostile header. */
const MOST_SIGNATURES = 16;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const decode = (text: string): Buffer | undefined =>
  text !== '' && BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;

/** An Ed25519 public key of 32 raw bytes, in the frame that the crypto library reads. */
const ed25519Key = (raw: Buffer): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });

/** Whether a signature such as `v1,…` or `v1a,…` was made over the message with this secret. */
function isSignedBy(secret: string, signature: string, message: Uint8Array): boolean {
  const [version, text = ''] = signature.split(',', 2);
  const given = decode(text);
  if (!given) return false;
  if (version === 'v1' && !secret.startsWith('whpk_')) {
    const key = decode(secret.replace(/^whsec_/, ''));
    return key !== undefined && equalBytes(createHmac('sha256', key).update(message).digest(), given);
  }
  if (version === 'v1a' && secret.startsWith('whpk_')) {
    const key = decode(secret.slice('whpk_'.length));
    return key?.byteLength === 32 && verify(null, message, ed25519Key(key), given);
  }
  return false;
}

/**
 * Standard Webhooks: HMAC-SHA256 (`v1`, secrets `whsec_…`) or Ed25519 (`v1a`, public keys `whpk_…`) over
 * `id.timestamp.body`; since the time is covered, it has to be near. Source: the Standard Webhooks specification.
 */
export const standardWebhooks: Provider = {
  name: 'standard-webhooks',
  checkSecret(secret) {
    const key = decode(secret.replace(/^wh(sec|pk)_/, ''));
    if (!key) return 'a secret is whsec_ or whpk_ and base64';
    if (secret.startsWith('whpk_')) return key.byteLength === 32 ? undefined : 'a public key has 32 bytes';
    return key.byteLength >= 24 && key.byteLength <= 64 ? undefined : 'a secret has 24 to 64 bytes';
  },
  verify({ headers, body }, secrets, now) {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
    if (!id || !timestamp || !signatures)
      return err({ detail: 'webhook-id, webhook-timestamp and webhook-signature are needed.' });
    if (!isDeliveryId(id)) return err({ detail: 'webhook-id is not 1 to 200 printable characters.' });
    if (!/^\d{1,12}$/.test(timestamp))
      return err({ detail: 'webhook-timestamp is not a number of seconds.' });
    const list = signatures.split(' ');
    if (list.length > MOST_SIGNATURES)
      return err({ detail: `webhook-signature holds more than ${MOST_SIGNATURES} signatures.` });
    const message = Buffer.concat([Buffer.from(`${id}.${timestamp}.`, 'utf8'), body]);
    if (!anyHolds(secrets, list, (secret, signature) => isSignedBy(secret, signature, message)))
      return err({ detail: 'No signature belongs to this body and any active secret.' });
    if (Math.abs(now / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS)
      return err({
        detail:
          'webhook-timestamp is more than five minutes away from now. Sign again with the time of sending.',
      });
    return ok({ deliveryId: id });
  },
  describe(_delivery, payload): Description {
    return {
      eventType: textAt(payload, 'type') ?? 'unknown',
      ...present({
        actor: textAt(payload, 'data.actor', 'data.user', 'data.user_id'),
        resource: textAt(payload, 'data.id'),
        occurredAt: timeAt(payload, 'timestamp'),
      }),
    };
  },
};
