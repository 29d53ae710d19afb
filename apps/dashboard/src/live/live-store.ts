import { create } from 'zustand';

/** `connected`: deltas arrive. `polling`: the socket is down, and answers are asked for every few seconds. */
export type Connection = 'connecting' | 'connected' | 'polling';

export interface LiveState {
  readonly connection: Connection;
  /** The last request got an answer, whatever it said. */
  readonly answered: boolean;
  /** Round trip of the last ping, ms. */
  readonly latencyMs: number | null;
  readonly paused: boolean;
  /** Changes that wait while the view is paused. */
  readonly waiting: number;
  setConnection(connection: Connection): void;
  setAnswered(answered: boolean): void;
  setLatency(latencyMs: number): void;
  pause(): void;
  resume(): void;
  countWaiting(changes: number): void;
}

export const useLive = create<LiveState>()((set) => ({
  connection: 'connecting',
  answered: true,
  latencyMs: null,
  paused: false,
  waiting: 0,
  setConnection: (connection) => set({ connection }),
  setAnswered: (answered) => set((held) => (held.answered === answered ? held : { answered })),
  setLatency: (latencyMs) => set({ latencyMs }),
  pause: () => set({ paused: true, waiting: 0 }),
  resume: () => set({ paused: false, waiting: 0 }),
  countWaiting: (changes) => set(({ waiting }) => ({ waiting: waiting + changes })),
}));

/** How often answers are asked for again while no deltas come, ms; false while they do, or while the view is paused. */
export const usePolling = (): number | false =>
  useLive(({ connection, paused }) => (paused || connection === 'connected' ? false : 5_000));
