import { join } from 'node:path';
import type { Row } from '../report.ts';
import { outcomeOf, type Method, type Outcome } from './alarms.ts';
import { recordedSeries } from './labelled-series.ts';
import { CANDIDATES, type Candidate } from './methods.ts';
import { rotationsOf, type Rotation } from './rotations.ts';
import { syntheticSeries } from './synthetic-series.ts';

const HOUR_MS = 3_600_000;
const SEEDS = [1, 2, 3, 4, 5];

/**
 * The detector, a fixed threshold and a rolling z-score on the recorded series: each tuned on two, from as many settings, and
 * reported on the third; then each as tuned on all three, on synthetic series that nothing was tuned on.
 */
export function benchAnomalies(
  workspace: string,
  report: (title: string, rows: readonly Row[]) => void,
): void {
  const recorded = recordedSeries(join(workspace, 'data', 'nab'));
  const synthetic = syntheticSeries(SEEDS);
  const tuned = CANDIDATES.map((candidate) => ({ candidate, rotations: rotationsOf(candidate, recorded) }));
  const rowsWhere = (wanted: (rotation: Rotation) => boolean) =>
    tuned.flatMap(({ candidate, rotations }) =>
      rotations
        .filter(wanted)
        .flatMap(({ words, outcomes }) =>
          outcomes.map(({ series, outcome }) => rowOf(candidate, series, outcome, words)),
        ),
    );
  report(
    'held out: tuned on the two others',
    rowsWhere(({ heldOut }) => heldOut !== undefined),
  );
  report(
    'tuned on all three',
    rowsWhere(({ heldOut }) => heldOut === undefined),
  );
  const names = [...new Set(synthetic.map(({ name }) => name))];
  report(
    `synthetic, ${SEEDS.length} seeds each, as tuned on all three`,
    names.flatMap((name) =>
      tuned.map(({ candidate, rotations }) => {
        const words = rotations.at(-1)?.words ?? '';
        const all = synthetic.filter((series) => series.name === name);
        const method = methodOf(candidate, words);
        return rowOf(
          candidate,
          name,
          together(all.map((series) => outcomeOf(series, method(series)))),
          words,
        );
      }),
    ),
  );
}

function methodOf({ name, settings }: Candidate, words: string): Method {
  const setting = settings.find((one) => one.words === words);
  if (!setting) throw new Error(`The ${name} has no setting ${words}.`);
  return setting.method;
}

const total = (outcomes: readonly Outcome[], of: (outcome: Outcome) => number) =>
  outcomes.reduce((sum, outcome) => sum + of(outcome), 0);

function together(outcomes: readonly Outcome[]): Outcome {
  const found = outcomes.filter((outcome) => outcome.found > 0);
  const mean = (of: (outcome: Outcome) => number) =>
    total(found, (outcome) => outcome.found * of(outcome)) / total(found, (outcome) => outcome.found);
  return {
    windows: total(outcomes, ({ windows }) => windows),
    found: total(outcomes, (outcome) => outcome.found),
    falseAlarms: total(outcomes, ({ falseAlarms }) => falseAlarms),
    weeks: total(outcomes, ({ weeks }) => weeks),
    delayMs: mean(({ delayMs }) => delayMs),
    delayShare: mean(({ delayShare }) => delayShare),
  };
}

const rounded = (number: number): number | string =>
  Number.isNaN(number) ? '-' : Math.round(100 * number) / 100;

const rowOf = ({ name }: Candidate, series: string, outcome: Outcome, words: string): Row => ({
  series,
  method: name,
  found: `${outcome.found}/${outcome.windows}`,
  'false alarms': outcome.falseAlarms,
  'a week': rounded(outcome.falseAlarms / outcome.weeks),
  'delay h': rounded(outcome.delayMs / HOUR_MS),
  setting: words,
});
