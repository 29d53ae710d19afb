import { stageMetrics } from './stage-metrics.ts';

describe('stages as metrics', () => {
  it('tell in seconds how far behind they are, where that is known', async () => {
    const read = stageMetrics(async () => [
      { stage: 'accept', ratePerSecond: 3 },
      { stage: 'refine', ratePerSecond: 3, lagMs: 1_500, inFlight: 2 },
      { stage: 'land', ratePerSecond: 0, lagMs: 0, inFlight: 0 },
    ]);

    expect((await read()).map(({ labels, value }) => [labels['stage'], value])).toEqual([
      ['refine', 1.5],
      ['land', 0],
    ]);
  });
});
