import { outcomeOf, type Outcome } from './alarms.ts';
import type { LabelledSeries } from './labelled-series.ts';
import type { Candidate } from './methods.ts';

export interface Rotation {
  /** The series that had no say in the setting; undefined where all had one. */
  readonly heldOut: string | undefined;
  readonly words: string;
  /** Of the series held out or, where none was, of each. */
  readonly outcomes: readonly { readonly series: string; readonly outcome: Outcome }[];
}

/**
 * What a setting is worth on a series: the share of the windows found, less a quarter for as many false alarms as there are
 * windows (at most four times that), less a tenth for finding them at their very end.
 */
function worthOf({ windows, found, falseAlarms, delayShare }: Outcome): number {
  const delay = Number.isNaN(delayShare) ? 1 : delayShare;
  return found / windows - 0.25 * Math.min(4, falseAlarms / windows) - 0.1 * delay;
}

/** Tunes on all series but one and reports that one, for each; then tunes on all, which is what is shipped. */
export function rotationsOf({ settings }: Candidate, all: readonly LabelledSeries[]): readonly Rotation[] {
  const table = settings.map(({ words, method }) => ({
    words,
    outcomes: all.map((series) => ({ series: series.name, outcome: outcomeOf(series, method(series)) })),
  }));
  const best = (heldOut?: string) => {
    const worth = ({ outcomes }: (typeof table)[number]) =>
      outcomes
        .filter(({ series }) => series !== heldOut)
        .reduce((sum, { outcome }) => sum + worthOf(outcome), 0);
    return table.reduce((most, row) => (worth(row) > worth(most) ? row : most));
  };
  return [...all.map(({ name }) => name), undefined].map((heldOut) => {
    const { words, outcomes } = best(heldOut);
    return {
      heldOut,
      words,
      outcomes: outcomes.filter(({ series }) => heldOut === undefined || series === heldOut),
    };
  });
}
