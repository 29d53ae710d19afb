import { port } from '@dataforge/kernel';
import type { QueryRows } from './query-engine.ts';

export interface HeldAnswer {
  readonly rows: QueryRows;
  /** When its query was sent to the engine, ms since the epoch. */
  readonly askedAt: number;
}

/**
 * Answers by their questions. It may forget any of them at any time, and what it fails at it has forgotten: whoever asks
 * is answered by the engine.
 */
export interface AnswerCache {
  get(question: string): Promise<HeldAnswer | undefined>;
  put(question: string, answer: HeldAnswer): Promise<void>;
}

export const AnswerCache = port<AnswerCache>('query.AnswerCache');
