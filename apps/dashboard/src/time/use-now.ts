import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { useLive } from '../live/live-store.ts';

/** The server's now, ms since the epoch, in steps of `everyMs`; it stands still while the view is paused. */
export function useNow(everyMs: number): number {
  const paused = useLive((live) => live.paused);
  const [now, setNow] = useState(() => stepOf(everyMs));
  useEffect(() => {
    if (paused) return;
    const tick = () => setNow(stepOf(everyMs));
    tick();
    return ticking(everyMs, tick);
  }, [everyMs, paused]);
  return now;
}

const stepOf = (everyMs: number): number => Math.floor(serverNow() / everyMs) * everyMs;

/** One timer for all that tick alike, so that the ages of many tiles are drawn together. */
const tickers = new Map<number, { readonly ticks: Set<() => void>; readonly stop: () => void }>();

function ticking(everyMs: number, tick: () => void): () => void {
  const { ticks, stop } = tickers.get(everyMs) ?? startTicker(everyMs);
  ticks.add(tick);
  return () => {
    ticks.delete(tick);
    if (ticks.size > 0) return;
    stop();
    tickers.delete(everyMs);
  };
}

function startTicker(everyMs: number) {
  const ticks = new Set<() => void>();
  const timer = setInterval(() => {
    for (const tick of ticks) tick();
  }, everyMs);
  const ticker = { ticks, stop: () => clearInterval(timer) };
  tickers.set(everyMs, ticker);
  return ticker;
}
