import { port, type JsonObject } from '@dataforge/kernel';
import type { Change, Kind } from '../protocol/index.ts';

/** Where what is told stands. The epoch is as old as the store. */
export interface ToldHead {
  readonly epoch: string;
  /** Of what was told last, of whatever kind. */
  readonly sequence: number;
}

/** A kind as it was told last. */
export interface ToldKind {
  /** When it changed last. */
  readonly sequence: number;
  readonly items: readonly JsonObject[];
  /** When each item changed last that can be followed by itself, by its key. */
  readonly changedAt: Readonly<Record<string, number>>;
}

/** One thing that was told. */
export interface ToldChange {
  readonly sequence: number;
  readonly kind: Kind;
  /** Absent where the kind is to be told whole. */
  readonly change?: Change;
  /** When the kind, and each item that changed, had changed before. */
  readonly previous: { readonly kind: number; readonly items: Readonly<Record<string, number>> };
}

/** The first sequence of a store; those below it count the parts of a snapshot. */
export const FIRST_SEQUENCE = 1_000;

/**
 * What a gateway's clients were told, for processes that tell them together: each kind as it stands, and the changes of the last
 * minutes. Durable on return.
 */
export interface ToldStore {
  head(): Promise<ToldHead>;
  /** Undefined before it was told first. */
  kind(kind: Kind): Promise<ToldKind | undefined>;
  /** Takes a change whose sequence is the next, with its kind as it is then; false if something else was told first. */
  tell(change: ToldChange, kind: ToldKind): Promise<boolean>;
  /** All that was told after a sequence, in order; undefined where some of it is no longer there, or the sequence was never given. */
  after(sequence: number): Promise<readonly ToldChange[] | undefined>;
}

export const ToldStore = port<ToldStore>('live.ToldStore');
