import type { ConnectionStore } from '../ports/connection-store.ts';
import type { Gateway } from '../ports/gateway.ts';

export interface SayToClientDeps {
  readonly connections: Pick<ConnectionStore, 'remove'>;
  readonly gateway: Pick<Gateway, 'post'>;
}

/** Posts texts to a client, in order; false where it is gone, which then follows nothing more. */
export const sayToClient =
  ({ connections, gateway }: SayToClientDeps) =>
  async (id: string, texts: readonly string[]): Promise<boolean> => {
    for (const text of texts)
      if (!(await gateway.post(id, text))) {
        await connections.remove(id);
        return false;
      }
    return true;
  };
