import { timesToPaint } from './time-to-paint.ts';

const NOON = Date.parse('2026-11-24T12:00:00Z');
const BEFORE = NOON - 60_000;

describe('the time from an acknowledgement to the tile', () => {
  it('ends with the first frame whose count holds the batch', () => {
    const batches = [
      { minute: NOON, count: 10, acceptedAt: NOON + 100 },
      { minute: NOON, count: 20, acceptedAt: NOON + 200 },
    ];
    const sightings = [
      { at: NOON + 250, value: 10 },
      { at: NOON + 400, value: 20 },
    ];

    expect(timesToPaint(batches, sightings, 0)).toEqual({ tookMs: [150, 200], unpainted: 0 });
  });

  it('takes a count that was never sent in a minute for one of the minute before', () => {
    const batches = [
      { minute: BEFORE, count: 900, acceptedAt: NOON - 50 },
      { minute: NOON, count: 10, acceptedAt: NOON + 40 },
    ];
    const sightings = [
      { at: NOON + 60, value: 900 },
      { at: NOON + 140, value: 10 },
    ];

    expect(timesToPaint(batches, sightings, 20)).toEqual({ tookMs: [110, 100], unpainted: 0 });
  });

  it('counts a batch whose minute went by unseen as shown by the next one', () => {
    const batches = [
      { minute: BEFORE, count: 900, acceptedAt: NOON - 50 },
      { minute: NOON, count: 10, acceptedAt: NOON + 40 },
    ];

    expect(timesToPaint(batches, [{ at: NOON + 140, value: 10 }], 20)).toEqual({
      tookMs: [190, 100],
      unpainted: 0,
    });
  });

  it('tells what no frame has shown', () => {
    const batches = [{ minute: NOON, count: 10, acceptedAt: NOON + 100 }];

    expect(timesToPaint(batches, [{ at: NOON + 150, value: 9 }], 10)).toEqual({ tookMs: [], unpainted: 1 });
  });
});
