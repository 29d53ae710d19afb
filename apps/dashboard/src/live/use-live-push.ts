import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { newClient, type LiveClient } from '@dataforge/live/client';
import { sessionQuery } from '../api/session.ts';
import { setServerTime } from '../api/server-clock.ts';
import { applyPushed } from './apply-pushed.ts';
import { useLive } from './live-store.ts';
import { liveSocket } from './live-socket.ts';

const TOPICS = ['kpi:*', 'alerts', 'anomalies', 'ledger', 'stages'];

/** The page is drawn anew ten times a second at the most. */
const LEAST_BETWEEN_MS = 100;
/** A tile takes a millisecond or two to draw: where more than so many changed, there is more time between, so that drawing leaves most of the thread to others. */
const MANY_KPIS = 10;
const BETWEEN_PER_KPI_MS = 25;

/** Keeps what the page shows up to date by push, as long as somebody is signed in. */
export function useLivePush(url: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const frames = coalesced((before, after) => applyPushed(queries, before, after));
    const { setConnection, setLatency } = useLive.getState();
    const socket = liveSocket(socketUrl(url), TOPICS, {
      changed: frames.changed,
      connected() {
        // What was not pushed may have changed while nobody listened.
        if (useLive.getState().connection === 'polling') void queries.invalidateQueries();
        setConnection('connected');
      },
      lost: () => setConnection('polling'),
      refused: () => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      latency: setLatency,
    });
    const stopWatching = useLive.subscribe(({ paused }, before) => {
      if (before.paused && !paused) frames.resume();
    });
    return () => {
      stopWatching();
      frames.stop();
      socket.close();
      setConnection('connecting');
    };
  }, [queries, url]);
}

function socketUrl(path: string): string {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

/** Applies states on a frame, the newest only; while the view is paused it counts what waits instead. */
function coalesced(apply: (before: LiveClient, after: LiveClient) => number) {
  let [shown, newest] = [newClient, newClient];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let nextMs = -Infinity;
  const draw = () => {
    timer = undefined;
    if (useLive.getState().paused) return;
    const before = shown;
    shown = newest;
    const kpis = apply(before, newest);
    nextMs = performance.now() + Math.max(LEAST_BETWEEN_MS, (kpis - MANY_KPIS) * BETWEEN_PER_KPI_MS);
  };
  // A page that nobody sees gets no frames, and is to be right when it is seen again.
  const onFrame = () => (document.hidden ? draw() : requestAnimationFrame(draw));
  const schedule = () => {
    timer ??= setTimeout(onFrame, Math.max(0, nextMs - performance.now()));
  };
  return {
    changed(client: LiveClient) {
      if (client.serverTime !== null && client.serverTime !== newest.serverTime)
        setServerTime(Date.parse(client.serverTime));
      if (client.topics === newest.topics) return void (newest = client);
      newest = client;
      const { paused, countWaiting } = useLive.getState();
      if (paused) countWaiting(1);
      else schedule();
    },
    resume: schedule,
    stop: () => clearTimeout(timer),
  };
}
