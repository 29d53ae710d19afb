import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { useLive } from '../live/live-store.ts';

/** The server's now, ms since the epoch, in steps of `everyMs`; it stands still while the view is paused. */
export function useNow(everyMs: number): number {
  const paused = useLive((live) => live.paused);
  const [now, setNow] = useState(() => Math.floor(serverNow() / everyMs) * everyMs);
  useEffect(() => {
    if (paused) return;
    const tick = () => setNow(Math.floor(serverNow() / everyMs) * everyMs);
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, paused]);
  return now;
}
