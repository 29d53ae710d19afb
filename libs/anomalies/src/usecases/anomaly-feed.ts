import type { Anomaly } from '../domain/anomaly.ts';

export interface AnomalyNews {
  /** New ones, and those that grew or were judged again. */
  readonly upserted: readonly Anomaly[];
  /** Nothing of them is unusual any more, after a correction. */
  readonly withdrawn: readonly Anomaly[];
}

export type AnomalyListener = (news: AnomalyNews) => void;

/** Tells of every anomaly that was found, has changed or was withdrawn, once that is stored. */
export interface AnomalyFeed {
  /** The listener is called in turn and must not throw: what it has to do goes on later. Returns how to stop listening. */
  onAnomalies(listener: AnomalyListener): () => void;
  publish(news: AnomalyNews): void;
}

export function anomalyFeed(): AnomalyFeed {
  const listeners = new Set<AnomalyListener>();
  return {
    onAnomalies(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish(news) {
      for (const listener of listeners) listener(news);
    },
  };
}
