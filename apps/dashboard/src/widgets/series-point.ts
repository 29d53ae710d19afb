/** A point of a series that is drawn. */
export interface SeriesPoint {
  /** ms since the epoch */
  readonly time: number;
  /** Null is a gap. */
  readonly value: number | null;
  /** Its window is still open. */
  readonly partial: boolean;
  /** Late events changed it. */
  readonly corrected: boolean;
}
