const MEASURE_MS = 5_000;

/** What the log may take on its disks. It is measured in the background while it is asked about; until then it is not used up. */
export function diskShare(measure: () => Promise<number>, mostBytes: number) {
  let [bytes, measuredAt] = [0, 0];
  const measureAgain = (): void => {
    measuredAt = Date.now();
    measure().then(
      (found) => void (bytes = found),
      // Where it cannot be asked, nothing can be written either.
      () => undefined,
    );
  };
  return {
    isUsedUp(): boolean {
      if (mostBytes === Number.MAX_SAFE_INTEGER) return false;
      if (Date.now() - measuredAt >= MEASURE_MS) measureAgain();
      return bytes >= mostBytes;
    },
  };
}
