import type { Container } from 'inversify';
import { authenticate, sessions, SessionStore, TokenVerifier } from '@dataforge/access';
import { acceptEvents, Capacity, EventLog } from '@dataforge/events';
import { Clock, Secrets } from '@dataforge/kernel';
import { DELIVERY_TYPE, DeliveryIds, receiveDelivery } from '@dataforge/webhooks';
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
  container.bind(app.ReceiveDeliveryUse).toResolvedValue(
    (log, ids, clock, capacity) => {
      const topic = events.find((event) => event.type === DELIVERY_TYPE)?.topic;
      if (topic === undefined) throw new Error(`No product takes ${DELIVERY_TYPE}.`);
      return receiveDelivery({ log, ids, clock, capacity }, { sources: settings.webhooks.sources, topic });
    },
    [EventLog, DeliveryIds, Clock, Capacity],
  );
}
