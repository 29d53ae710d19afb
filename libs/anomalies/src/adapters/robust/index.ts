import type { Detector } from '../../ports/detector.ts';
import { newSeries, observe, type RobustParameters, type SeriesState } from './series-state.ts';

export type { RobustParameters } from './series-state.ts';

/** Tuned on recorded telemetry: docs/anomalies.md. */
export const SHIPPED: RobustParameters = {
  levelDays: 2,
  returnPoints: 10_000,
  spans: [1, 24],
  shiftDays: 0.5,
};

/**
 * A robust detector: level and seasonal profile by bounded steps, and what is rare by the tails of the deviations
 * (docs/anomalies.md has the method and its sources).
 */
export const robustDetector = (parameters = SHIPPED): Detector => ({
  version: `robust-1 ${JSON.stringify(parameters)}`,
  begin: (stepMs) => newSeries(stepMs, parameters),
  observe: (state, point) => observe(state as SeriesState, point, parameters),
});
