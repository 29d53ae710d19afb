import { HttpProblem } from '@dataforge/http';
import type { ReadLedger } from '@dataforge/ledger';

/** Refuses to answer for the stage whose records lie on the worker's disk: no lines would mean no records. */
export const landingAlone =
  (readLedger: ReadLedger): ReadLedger =>
  async (query) => {
    if (query.stage === 'refine')
      throw new HttpProblem(
        400,
        'The stage refine is counted where the lake is: ask the worker. Here is stage=land, from what was counted of the log and of landing.',
        { errors: [{ field: 'stage', detail: 'only land is known here' }] },
      );
    return readLedger(query);
  };
