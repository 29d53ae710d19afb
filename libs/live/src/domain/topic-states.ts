import type { JsonObject } from '@dataforge/kernel';
import {
  changeBetween,
  collectionOf,
  kindOf,
  soleKeyOf,
  type Change,
  type Collection,
  type Kind,
} from '../protocol/index.ts';
import type { DeltaRing } from './delta-ring.ts';

/** What is known of a topic that somebody has followed. */
interface TopicState {
  collection: Collection | undefined;
  /** Its items as they are sent, written when first needed. */
  text: string | undefined;
  /** The sequence of its newest delta; 0 before the first. */
  changed: number;
  /** False while nobody follows its kind, since then changes are not looked for. */
  fresh: boolean;
}

export interface TopicStates {
  /** Makes the topic known, so that it is kept from the next publication on. */
  know(topic: string): void;
  /** The sequence of its newest delta. */
  changed(topic: string): number;
  /** A snapshot as it is sent; undefined while there is none that is fresh. */
  snapshot(topic: string): string | undefined;
  /** Whether deltas lead from a sequence of the ring to where the topic stands. */
  holds(topic: string): boolean;
  /** Compares with what is known, and adds a delta to the ring for each topic that changed. */
  publish(kind: Kind, items: readonly JsonObject[]): void;
  /** Nobody follows the kind: what is known of it grows old. */
  rest(kind: Kind): void;
}

export function topicStates(ring: DeltaRing): TopicStates {
  const states = new Map<string, TopicState>();

  function replace(topic: string, state: TopicState, collection: Collection): void {
    const change = state.collection && changeBetween(kindOf(topic), state.collection, collection);
    if (change)
      state.changed = ring.add(topic, (sequence) => deltaText(topic, sequence, state.changed, change));
    if (change || !state.collection) state.text = undefined;
    state.collection = collection;
    state.fresh = true;
  }

  return {
    know(topic) {
      if (!states.has(topic))
        states.set(topic, { collection: undefined, text: undefined, changed: 0, fresh: false });
    },
    changed: (topic) => states.get(topic)?.changed ?? 0,
    snapshot(topic) {
      const state = states.get(topic);
      if (!state?.collection || !state.fresh) return undefined;
      state.text ??= JSON.stringify({ items: [...state.collection.values()] });
      return `{"type":"snapshot","topic":${JSON.stringify(topic)},"sequence":${ring.head()},"data":${state.text}}`;
    },
    holds: (topic) => states.get(topic)?.collection !== undefined,
    publish(kind, items) {
      const all = collectionOf(kind, items);
      for (const [topic, state] of states)
        if (kindOf(topic) === kind) replace(topic, state, partOf(all, soleKeyOf(topic)));
    },
    rest(kind) {
      for (const [topic, state] of states) if (kindOf(topic) === kind) state.fresh = false;
    },
  };
}

function partOf(all: Collection, key: string | undefined): Collection {
  if (key === undefined) return all;
  const item = all.get(key);
  return item === undefined ? new Map() : new Map([[key, item]]);
}

const deltaText = (topic: string, sequence: number, previous: number, data: Change): string =>
  JSON.stringify({ type: 'delta', topic, sequence, previous, data });
