import { createHmac } from 'node:crypto';
import { err, ok, type JsonObject } from '@dataforge/kernel';
import { present, textAt } from '../payload-fields.ts';
import { isDeliveryId, type Description, type Provider } from '../provider.ts';
import { anyHolds, equalBytes } from '../signature.ts';
import { githubTime } from './github-time.ts';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

function resourceOf(payload: JsonObject | undefined): string | undefined {
  const repository = textAt(
    payload,
    'repository.full_name',
    'organization.login',
    'installation.account.login',
  );
  const number = textAt(payload, 'number', 'pull_request.number', 'issue.number', 'discussion.number');
  if (repository !== undefined && number !== undefined) return `${repository}#${number}`;
  const ref = textAt(payload, 'ref');
  return repository !== undefined && ref !== undefined ? `${repository}@${ref}` : repository;
}

/**
 * GitHub: HMAC-SHA256 of the body, hex, in X-Hub-Signature-256. It covers no time, so what guards against a replay is
 * the delivery id. Source: GitHub's documentation, "Validating webhook deliveries".
 */
export const github: Provider = {
  name: 'github',
  checkSecret: (secret) => (secret.length >= 8 ? undefined : 'a secret has 8 characters or more'),
  verify({ headers, body }, secrets) {
    const signature = SIGNATURE.exec(headers['x-hub-signature-256'] ?? '')?.[1];
    if (signature === undefined)
      return err({ detail: 'X-Hub-Signature-256 is missing or is not sha256=<64 hex digits>.' });
    const given = Buffer.from(signature, 'hex');
    const holds = anyHolds(secrets, [given], (secret, mac) =>
      equalBytes(createHmac('sha256', secret).update(body).digest(), mac),
    );
    if (!holds) return err({ detail: 'The signature does not belong to this body and any active secret.' });
    const deliveryId = headers['x-github-delivery'];
    if (!isDeliveryId(deliveryId))
      return err({ detail: 'X-GitHub-Delivery is missing or is not 1 to 200 printable characters.' });
    return ok({ deliveryId });
  },
  describe({ headers }, payload): Description {
    const eventType = textAt(headers, 'x-github-event') ?? 'unknown';
    return {
      eventType,
      ...present({
        action: textAt(payload, 'action'),
        actor: textAt(payload, 'sender.login', 'pusher.name'),
        resource: resourceOf(payload),
        occurredAt: githubTime(eventType, payload),
      }),
    };
  },
};
