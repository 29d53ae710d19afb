import type { SeriesPoint } from '../series-point.ts';

/** The theme's colours that data is drawn in. */
export type DataInk = 'data' | 'ghost' | 's1' | 's2' | 's3' | 's4' | 's5';

export interface ChartLine {
  readonly key: string;
  readonly name: string;
  /** What stands at its end. */
  readonly label?: string;
  readonly ink: DataInk;
  readonly stroke: 'solid' | 'dashed' | 'dotted';
  /** Drawn thicker, and over the others. */
  readonly strong: boolean;
  /** In the order of time. */
  readonly points: readonly SeriesPoint[];
}

/** Where values are expected. */
export interface ChartBand {
  readonly key: string;
  readonly points: readonly { readonly time: number; readonly low: number; readonly high: number }[];
}

/** A value that is not to be passed. */
export interface ChartLimit {
  readonly value: number;
  readonly says: string;
  readonly tone: 'warn' | 'crit';
}

/** Everything that a chart of values over time draws. */
export interface ChartView {
  /** What is visible, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly unit: string;
  readonly lines: readonly ChartLine[];
  readonly bands?: readonly ChartBand[];
  readonly limits?: readonly ChartLimit[];
  /** Whether lines have their label at their end; on a narrow screen there is no room. */
  readonly labelled: boolean;
}

/** Room around the plot for the axes and the labels, px. */
export const plotRoom = ({ labelled }: Pick<ChartView, 'labelled'>) => ({
  left: 52,
  right: labelled ? 112 : 12,
  top: 12,
  bottom: 8,
});
