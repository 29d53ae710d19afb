import type { Clock } from '@dataforge/kernel';
import type { ConnectionStore, HeldConnection } from '../../ports/connection-store.ts';

export * from './told-store.ts';

/** The connections of tests and the simulation. */
export function memoryConnectionStore({ clock }: { readonly clock: Clock }): ConnectionStore {
  const connections = new Map<
    string,
    { readonly connection: HeldConnection; readonly topics: Set<string> }
  >();
  const heldOf = (id: string) => {
    const held = connections.get(id);
    return held && held.connection.expiresAt > clock.now() ? held : undefined;
  };
  return {
    async add(connection) {
      connections.set(connection.id, { connection, topics: new Set() });
    },
    get: async (id) => heldOf(id)?.connection,
    countOf: async (subject) =>
      [...connections.keys()].filter((id) => heldOf(id)?.connection.subject === subject).length,
    async follow(id, topics) {
      const held = heldOf(id);
      for (const topic of topics) held?.topics.add(topic);
      return held !== undefined;
    },
    async unfollow(id, topics) {
      for (const topic of topics) connections.get(id)?.topics.delete(topic);
    },
    followedBy: async (id) => [...(heldOf(id)?.topics ?? [])].sort(),
    async *followers(topic) {
      for (const id of connections.keys()) if (heldOf(id)?.topics.has(topic)) yield id;
    },
    remove: async (id) => void connections.delete(id),
  };
}
