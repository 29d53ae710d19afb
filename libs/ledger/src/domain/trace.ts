import type { LogRecord } from '@dataforge/events';

export const TRACE_STAGES = ['accepted', 'landed', 'refined', 'aggregated', 'served'] as const;

/**
 * `reached`: it is there. `left`: its way ended here, by another fate than to go on. `pending`: it is on its way there.
 * `not-reached`: it left before, or nothing here is made of it.
 */
export type StageState = 'reached' | 'left' | 'pending' | 'not-reached';

export interface TraceStage {
  readonly stage: (typeof TRACE_STAGES)[number];
  readonly state: StageState;
  /** When it came there, ms since the epoch; absent where nobody noted it. */
  readonly at?: number | undefined;
  /** What is known of it there, in words for people. */
  readonly details: readonly TraceDetail[];
}

export interface TraceDetail {
  readonly name: string;
  readonly value: string;
}

/** One record's way through the stages. */
export interface EventTrace {
  readonly partition: number;
  readonly position: number;
  /** Undefined where the record is no event, or its bytes are kept nowhere any more. */
  readonly source?: string | undefined;
  readonly id?: string | undefined;
  readonly subject?: string | undefined;
  /** ms since the epoch */
  readonly eventTime?: number | undefined;
  readonly stages: readonly TraceStage[];
  /** As it came, from the log or from landing. */
  readonly record?: LogRecord | undefined;
}
