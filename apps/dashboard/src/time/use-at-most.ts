import { useEffect, useRef, useState } from 'react';

/** A value that follows another, anew every `everyMs` at the most; what came last is never left out. */
export function useAtMost<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  const changedAt = useRef(-Infinity);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    newest.current = value;
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        changedAt.current = performance.now();
        setShown(newest.current);
      },
      Math.max(0, changedAt.current + everyMs - performance.now()),
    );
  }, [value, everyMs]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return shown;
}
