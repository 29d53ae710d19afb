/** Makes something when it is first asked for, and once. `made` is what was made, if anything was. */
export function lazily<T>(make: () => T): { get(): T; readonly made: T | undefined } {
  let made: T | undefined;
  return {
    get: () => (made ??= make()),
    get made() {
      return made;
    },
  };
}
