/** Works through all items, no more than `most` of them at once; rejects with the first failure, once nothing is under way. */
export async function atMost<T>(
  most: number,
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  let failed: { readonly error: unknown } | undefined;
  const worker = async () => {
    for (let next = left.next(); !next.done && !failed; next = left.next())
      await work(next.value).catch((error: unknown) => void (failed ??= { error }));
  };
  await Promise.all(Array.from({ length: most }, worker));
  if (failed) throw failed.error;
}
