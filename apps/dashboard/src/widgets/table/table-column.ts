import type { ReactNode } from 'react';

/** What can be put in order; null and undefined come last. */
export type SortValue = string | number | boolean | null | undefined;

/** A column of a table whose rows are `R`. */
export interface TableColumn<R> {
  readonly id: string;
  readonly title: string;
  /** Its unit or type, said once in the head. */
  readonly note?: string;
  readonly align?: 'left' | 'right';
  /** Keeps its width where there is room for more. */
  readonly fixed?: boolean;
  /** What the cell says; it is what is copied, too. `place` counts the shown rows from 0. */
  readonly text: (row: R, place: number) => string;
  /** What the rows are put in order by; without it the column does not sort. */
  readonly value?: (row: R) => SortValue;
  /** Says that there is nothing. */
  readonly faint?: (row: R) => boolean;
  /** Draws the cell where its text alone would not do. */
  readonly draw?: (row: R) => ReactNode;
}

export interface TableSort {
  readonly id: string;
  readonly descending: boolean;
}
