import { toRfc3339, type Clock } from '@dataforge/kernel';
import type { ConnectionStore } from '../ports/connection-store.ts';
import type { Gateway } from '../ports/gateway.ts';
import type { ServerMessage } from '../protocol/index.ts';
import { sayToClient } from './say-to-client.ts';

/**
 * A heartbeat of a gateway. It confirms nothing: what was posted to a client by several processes is on its way in an order
 * that none of them knows.
 */
export const gatewayHeartbeat = (clock: Pick<Clock, 'now'>): string =>
  JSON.stringify({
    type: 'heartbeat',
    serverTime: toRfc3339(clock.now()),
    sequence: 0,
  } satisfies ServerMessage);

/** Sends every client that follows one of the topics a heartbeat, once; who is gone follows nothing more. */
export const beatGateway =
  ({
    connections,
    gateway,
    clock,
  }: {
    readonly connections: ConnectionStore;
    readonly gateway: Gateway;
    readonly clock: Clock;
  }) =>
  async (topics: readonly string[]): Promise<void> => {
    const say = sayToClient({ connections, gateway });
    const beaten = new Set<string>();
    for (const topic of topics)
      for await (const id of connections.followers(topic)) {
        if (beaten.has(id)) continue;
        beaten.add(id);
        await say(id, [gatewayHeartbeat(clock)]);
      }
  };
