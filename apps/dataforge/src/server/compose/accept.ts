import type { Container } from 'inversify';
import { authenticate, sessions, SessionStore, TokenVerifier } from '@dataforge/access';
import { acceptEvents, Capacity, EventLog } from '@dataforge/events';
import { Clock, Secrets } from '@dataforge/kernel';
import {
  configuredSources,
  DeliveryIds,
  deliveryTopic,
  receiveDelivery,
  WebhookSources,
} from '@dataforge/webhooks';
import * as app from '../ports.ts';
import type { Opened } from './opened.ts';

/** Who may come in, and what is taken from them. */
export function bindAccept(container: Container, { settings, products }: Opened): void {
  const events = products.products.map((product) => product.event);
  container
    .bind(app.AuthenticateUse)
    .toResolvedValue(
      (verifier, sessions) => authenticate({ verifier, sessions }),
      [TokenVerifier, app.SessionsUse],
    );
  container
    .bind(app.SessionsUse)
    .toResolvedValue(
      (store, clock, secrets) => sessions({ store, clock, secrets }),
      [SessionStore, Clock, Secrets],
    );
  container
    .bind(app.AcceptEventsUse)
    .toResolvedValue(
      (log, capacity) =>
        acceptEvents(
          { log, capacity },
          { topics: new Map(events.map((e) => [e.type, e.topic])), maxEventBytes: 1024 * 1024 },
        ),
      [EventLog, Capacity],
    );
  container.bind(WebhookSources).toResolvedValue(() => configuredSources(settings.webhooks.sources), []);
  container
    .bind(app.ReceiveDeliveryUse)
    .toResolvedValue(
      (log, ids, sources, clock, capacity) =>
        receiveDelivery({ log, ids, sources, clock, capacity }, { topic: deliveryTopic(products) }),
      [EventLog, DeliveryIds, WebhookSources, Clock, Capacity],
    );
}
