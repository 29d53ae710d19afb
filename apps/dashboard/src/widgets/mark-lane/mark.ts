/** Something that happened to a series: at an instant, or over a stretch. */
export interface Mark {
  readonly kind: 'alert' | 'anomaly' | 'corrected' | 'gap';
  /** ms since the epoch; where it began. */
  readonly from: number;
  /** Where it ended; the same as `from` for an instant. */
  readonly to: number;
  /** What happened, in a sentence without its time. */
  readonly says: string;
}

/** What a kind is called. */
export const MARK_WORDS: Readonly<Record<Mark['kind'], string>> = {
  alert: 'alert',
  anomaly: 'outside band',
  corrected: 'corrected',
  gap: 'gap',
};

/** Marks of one kind that would lie on each other. */
export interface MarkCluster {
  readonly kind: Mark['kind'];
  readonly at: number;
  readonly marks: readonly Mark[];
}

/** A mark's button is so wide in a plot of some 900 px. */
const SHARE_OF_A_MARK = 1 / 36;

/** Marks as they fit side by side over [from, to]: those of one kind that would overlap become one. */
export function clusterMarks(
  marks: readonly Mark[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly MarkCluster[] {
  const clusters: { kind: Mark['kind']; at: number; marks: Mark[] }[] = [];
  const visible = marks.filter((mark) => mark.from <= to && mark.to >= from);
  for (const mark of [...visible].sort((a, b) => a.from - b.from)) {
    const at = Math.max(from, mark.from);
    const near = clusters.findLast(({ kind }) => kind === mark.kind);
    if (near && at - near.at < (to - from) * SHARE_OF_A_MARK) near.marks.push(mark);
    else clusters.push({ kind: mark.kind, at, marks: [mark] });
  }
  return clusters;
}
