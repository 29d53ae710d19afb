import { createHmac } from 'node:crypto';
import { SOURCE, type PlannedDelivery } from './delivery-load.ts';

export interface Secrets {
  readonly github: string;
  /** base64, without its prefix */
  readonly standard: string;
}

/** The server's settings for the senders. */
export const webhookSettings = ({ github, standard }: Secrets) => ({
  webhooks: {
    sources: [
      { provider: 'github', source: SOURCE, secrets: [github] },
      { provider: 'standard-webhooks', source: SOURCE, secrets: [`whsec_${standard}`] },
    ],
  },
});

export const pathOf = ({ provider }: PlannedDelivery): string => `/webhooks/${provider}/${SOURCE}`;

/** The headers of a delivery that is sent now: a signature that covers its time is believed for five minutes. */
export function signedHeaders(
  { provider, id, body }: PlannedDelivery,
  secrets: Secrets,
  nowMs: number,
): Readonly<Record<string, string>> {
  const type = { 'content-type': 'application/json' };
  if (provider === 'github') {
    const mac = createHmac('sha256', secrets.github).update(body).digest('hex');
    return {
      ...type,
      'x-github-delivery': id,
      'x-github-event': 'issues',
      'x-hub-signature-256': `sha256=${mac}`,
    };
  }
  const timestamp = String(Math.floor(nowMs / 1_000));
  const mac = createHmac('sha256', Buffer.from(secrets.standard, 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return { ...type, 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}
