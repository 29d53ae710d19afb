import { DAY_MS, HOUR_MS, MINUTE_MS } from '@dataforge/kernel';
import { seededRandom } from '@dataforge/testkit';
import fc from 'fast-check';
import { scoreOf } from '../domain/expected.ts';
import type { Detector, DetectorState, SeriesPoint, Verdict } from '../ports/detector.ts';

const BEGIN = Date.UTC(2026, 0, 5);
const STEPS = [MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, DAY_MS];

const sizeOf = (state: DetectorState): number => JSON.stringify(state).length;

/** A noisy day with spikes, a shift of the level and holes, all by the seed. */
function seriesBy(seed: number, { length, stepMs }: { length: number; stepMs: number }): SeriesPoint[] {
  const random = seededRandom(seed);
  const shiftAt = length * random.next();
  return Array.from({ length }, (_, index) => {
    const time = BEGIN + index * stepMs;
    const noise = random.next() + random.next() + random.next() - 1.5;
    const spike = random.next() < 0.003 ? 20 * (random.next() - 0.5) : 0;
    const value = 3 * Math.sin((2 * Math.PI * time) / DAY_MS) + noise + spike + (index > shiftAt ? 8 : 0);
    return { time, value, missing: random.next() < 0.05 };
  }).filter(({ missing }) => !missing);
}

const anySeries = fc.record({ seed: fc.nat(), stepMs: fc.constantFrom(...STEPS) });

/** What every detector keeps to. */
export function detectorContract(name: string, make: () => Detector): void {
  const judge = (points: readonly SeriesPoint[], stepMs: number): Verdict[] => {
    const detector = make();
    const state = detector.begin(stepMs);
    return points.map((point) => detector.observe(state, point));
  };
  const asText = (verdicts: readonly Verdict[]) => JSON.stringify(verdicts);
  const anomaliesOf = (verdicts: readonly Verdict[]) => verdicts.map(({ anomalous }) => anomalous);

  describe(`detector: ${name}`, () => {
    it('needs no more room for a long series than for a short one', () => {
      const detector = make();
      for (const stepMs of STEPS) {
        const state = detector.begin(stepMs);
        const sizes = seriesBy(1, { length: 3_000, stepMs }).map((point, index) => {
          detector.observe(state, point);
          return index % 500 === 499 ? sizeOf(state) : 0;
        });
        expect(Math.max(...sizes)).toBeLessThan(16 * 1024);
      }
    });

    it('gives the same verdicts for the same points', () => {
      fc.assert(
        fc.property(anySeries, ({ seed, stepMs }) => {
          const points = seriesBy(seed, { length: 1_000, stepMs });
          expect(asText(judge(points, stepMs))).toBe(asText(judge(points, stepMs)));
        }),
        { numRuns: 6 },
      );
    });

    it('goes on from a state that was written and read back at any point as if it had never stopped', () => {
      fc.assert(
        fc.property(anySeries, fc.nat({ max: 900 }), ({ seed, stepMs }, stopAt) => {
          const points = seriesBy(seed, { length: 1_000, stepMs });
          const before = make();
          let state = before.begin(stepMs);
          const verdicts = points.slice(0, stopAt).map((point) => before.observe(state, point));
          state = JSON.parse(JSON.stringify(state)) as DetectorState;
          const after = make();
          verdicts.push(...points.slice(stopAt).map((point) => after.observe(state, point)));
          expect(asText(verdicts)).toBe(asText(judge(points, stepMs)));
        }),
        { numRuns: 6 },
      );
    });

    it('finds the same in every unit, and upside down', () => {
      fc.assert(
        fc.property(
          anySeries,
          fc.constantFrom(-1_000, -1, -0.01, 0.001, 1.8, 2_000),
          fc.integer({ min: -500, max: 500 }),
          ({ seed, stepMs }, factor, offset) => {
            const points = seriesBy(seed, { length: 1_000, stepMs });
            const others = points.map(({ time, value }) => ({ time, value: factor * value + offset }));
            expect(anomaliesOf(judge(others, stepMs))).toEqual(anomaliesOf(judge(points, stepMs)));
          },
        ),
        { numRuns: 6 },
      );
    });

    it('calls a point an anomaly if and only if it lies at or beyond an end of what was expected', () => {
      fc.assert(
        fc.property(anySeries, ({ seed, stepMs }) => {
          const points = seriesBy(seed, { length: 1_500, stepMs });
          const outside = judge(points, stepMs).map(
            ({ expected }, index) =>
              expected !== null && scoreOf((points[index] as SeriesPoint).value, expected) >= 1,
          );
          expect(anomaliesOf(judge(points, stepMs))).toEqual(outside);
        }),
        { numRuns: 4 },
      );
    });

    constantSeries(judge);
    examples(judge);
  });
}

type Judge = (points: readonly SeriesPoint[], stepMs: number) => Verdict[];

function constantSeries(judge: Judge): void {
  it('says nothing of a series that never changes, and finds its first change', () => {
    const points = Array.from({ length: 4_000 }, (_, index) => ({
      time: BEGIN + index * 5 * MINUTE_MS,
      value: index === 3_000 ? 8 : 7,
    }));

    const verdicts = judge(points, 5 * MINUTE_MS);

    expect(verdicts.flatMap(({ anomalous }, index) => (anomalous ? [index] : []))).toEqual([3_000]);
    const ends = verdicts.flatMap(({ expected }) => (expected ? Object.values(expected) : []));
    expect(ends.every(Number.isFinite)).toBe(true);
  });
}

function examples(judge: Judge): void {
  const quiet = (length: number, change: (index: number, time: number) => number): SeriesPoint[] => {
    const random = seededRandom(3);
    return Array.from({ length }, (_, index) => {
      const time = BEGIN + index * 5 * MINUTE_MS;
      return { time, value: 100 + random.next() + random.next() + random.next() + change(index, time) };
    });
  };
  const anomaliesAt = (points: readonly SeriesPoint[]) =>
    judge(points, 5 * MINUTE_MS).flatMap(({ anomalous }, index) => (anomalous ? [index] : []));

  it('finds spikes both ways at once and nothing else', () => {
    const spikes = new Map([
      [3_000, 10],
      [3_500, -10],
    ]);

    expect(anomaliesAt(quiet(4_000, (index) => spikes.get(index) ?? 0))).toEqual([3_000, 3_500]);
  });

  it('finds in a daily pattern what is usual at another time of the day', () => {
    const pattern = (time: number) => 10 * Math.sin((2 * Math.PI * time) / DAY_MS);
    const half = DAY_MS / 2;
    const [from, to] = [288 * 21 + 70, 288 * 21 + 76];

    const found = anomaliesAt(
      quiet(288 * 23, (index, time) => pattern(index >= from && index < to ? time + half : time)),
    );

    expect(found).toContain(from);
    expect(found.every((index) => index >= from && index < to + 12)).toBe(true);
  });

  it('reports that the level has shifted within a few points, and after a day takes it for usual', () => {
    const found = anomaliesAt(quiet(288 * 30, (index) => (index >= 6_000 ? 8 : 0)));

    expect(found[0]).toBe(6_000);
    expect(found.every((index) => index < 6_000 + 288)).toBe(true);
    expect(found.length).toBeGreaterThan(50);
  });
}
