export interface Listeners {
  /** Adds one; returns what takes it away again. */
  add(listener: () => void): () => void;
  /** Calls each. */
  tell(): void;
}

/** Who is to hear of changes. */
export function listeners(): Listeners {
  const held = new Set<{ readonly call: () => void }>();
  return {
    add(call) {
      const one = { call };
      held.add(one);
      return () => void held.delete(one);
    },
    tell() {
      for (const { call } of held) call();
    },
  };
}
