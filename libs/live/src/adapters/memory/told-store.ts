import { FIRST_SEQUENCE, type ToldChange, type ToldKind, type ToldStore } from '../../ports/told-store.ts';
import type { Kind } from '../../protocol/index.ts';

export interface MemoryToldSettings {
  readonly epoch: string;
  /** As many changes are kept. */
  readonly changes: number;
}

/** What clients of tests and the simulation were told. */
export function memoryToldStore({ epoch, changes: most }: MemoryToldSettings): ToldStore {
  const kinds = new Map<Kind, ToldKind>();
  const changes: ToldChange[] = [];
  let sequence = FIRST_SEQUENCE;
  return {
    head: async () => ({ epoch, sequence }),
    kind: async (kind) => kinds.get(kind),
    async tell(change, kind) {
      if (change.sequence !== sequence + 1) return false;
      sequence = change.sequence;
      kinds.set(change.kind, kind);
      changes.push(change);
      if (changes.length > most) changes.shift();
      return true;
    },
    async after(from) {
      const missed = sequence - from;
      return missed < 0 || missed > changes.length ? undefined : changes.slice(changes.length - missed);
    },
  };
}
