/**
 * Lets callers that come together share one read. Who comes while a read is under way gets the next one: the one under
 * way began before they came, and may not see what they know of.
 */
export function sharedRead<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const mine = read();
      running = mine.catch(() => undefined);
      return mine;
    });
    return next;
  };
}
