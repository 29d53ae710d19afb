/** Tells whoever listens of what has happened, once it is stored. */
export interface Emitter<T = void> {
  /** The listener is called in turn and must not throw: what it has to do goes on later. Returns how to stop listening. */
  on(listener: (told: T) => void): () => void;
  emit(told: T): void;
}

export function emitter<T = void>(): Emitter<T> {
  const listeners = new Set<{ readonly call: (told: T) => void }>();
  return {
    on(call) {
      const listener = { call };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(told) {
      for (const { call } of listeners) call(told);
    },
  };
}
