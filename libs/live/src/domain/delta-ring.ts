/** A delta as it is sent, under its sequence. */
export interface Entry {
  readonly sequence: number;
  readonly topic: string;
  readonly text: string;
}

export interface RingBounds {
  readonly entries: number;
  /** Of all texts together. */
  readonly characters: number;
}

/** The newest deltas, shared by all connections: the only queue there is. */
export interface DeltaRing {
  /** The sequence of the newest delta; 0 before the first. */
  head(): number;
  add(topic: string, textOf: (sequence: number) => string): number;
  /** The deltas after a sequence; undefined where some of them are gone, or the sequence was never given. */
  after(sequence: number): readonly Entry[] | undefined;
}

export function deltaRing(bounds: RingBounds): DeltaRing {
  const entries: Entry[] = [];
  let [head, characters] = [0, 0];
  return {
    head: () => head,
    add(topic, textOf) {
      head += 1;
      const text = textOf(head);
      entries.push({ sequence: head, topic, text });
      characters += text.length;
      while (entries.length > bounds.entries || characters > bounds.characters)
        characters -= entries.shift()?.text.length ?? 0;
      return head;
    },
    after(sequence) {
      const missed = head - sequence;
      return missed < 0 || missed > entries.length ? undefined : entries.slice(entries.length - missed);
    },
  };
}
