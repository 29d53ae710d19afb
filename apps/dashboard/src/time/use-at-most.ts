import { useEffect, useRef, useState } from 'react';

/**
 * A value that follows another, anew every `everyMs` at the most; what came last is never left out. Where it becomes a value of
 * something else (`of`), it is followed at once.
 */
export function useAtMost<T>(value: T, everyMs: number, of: unknown): T {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  const last = useRef({ of, changedAt: -Infinity });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (Object.is(newest.current, value) && last.current.of === of) return;
    newest.current = value;
    const show = () => {
      timer.current = undefined;
      last.current = { of, changedAt: performance.now() };
      setShown(newest.current);
    };
    if (last.current.of !== of) {
      clearTimeout(timer.current);
      timer.current = setTimeout(show);
    } else
      timer.current ??= setTimeout(show, Math.max(0, last.current.changedAt + everyMs - performance.now()));
  }, [value, everyMs, of]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return shown;
}
