import fc from 'fast-check';
import { DAY_MS, toRfc3339 } from '@dataforge/kernel';
import { history, liveReading, parseSeries, type Series } from './readings.ts';

const seriesOf = (name: string, stepMs: number, length: number): Series => ({
  name,
  gateway: `/gateways/${name}`,
  device: name,
  metric: 'temperature',
  unit: 'Cel',
  rows: Array.from({ length }, (_, row) => [row * stepMs, row] as const),
});

const eventOf = (line: string) =>
  JSON.parse(line) as { id: string; time: string; source: string; data: { value: number } };

const anchor = Date.parse('2026-11-23T14:32:10Z');

describe('the recorded series', () => {
  it('are read with their header left out and their times as UTC', () => {
    expect(parseSeries('timestamp,value\n2013-07-04 00:00:00,69.88\n2013-07-04 01:00:00,71\n')).toEqual([
      [Date.UTC(2013, 6, 4), 69.88],
      [Date.UTC(2013, 6, 4, 1), 71],
    ]);
  });
});

describe('the history', () => {
  const all = [seriesOf('slow', 3_600_000, 2_000), seriesOf('fast', 300_000, 100)];

  it('is in the order of its times and ends at the anchor, for every series', () => {
    const events = history(all, anchor, 30).map(eventOf);
    const times = events.map((event) => event.time);
    expect(times).toEqual([...times].sort());
    for (const series of all) {
      const own = events.filter((event) => event.source === series.gateway);
      expect(own.at(-1)).toMatchObject({
        time: toRfc3339(anchor),
        data: { value: series.rows.length * 0.9 - 1 },
      });
    }
  });

  it('begins within what is kept', () => {
    const oldest = Date.parse(eventOf(history(all, anchor, 10)[0] as string).time);
    expect(oldest).toBeGreaterThan(anchor - 10 * DAY_MS);
    expect(oldest).toBeLessThan(anchor - 9 * DAY_MS);
  });

  it('has a reading every minute of what was recorded every five', () => {
    const fast = history([seriesOf('fast', 300_000, 100)], anchor, 30).map(eventOf);
    const times = fast.map(({ time }) => Date.parse(time));
    expect(times).toEqual(fast.map((_, row) => anchor - (fast.length - 1 - row) * 60_000));
  });

  it('is the same for the same anchor, and no id is there twice', () => {
    const lines = history(all, anchor, 400);
    expect(history(all, anchor, 400)).toEqual(lines);
    expect(new Set(lines.map((line) => eventOf(line).id)).size).toBe(lines.length);
    expect(lines).toHaveLength(1_890);
  });
});

describe('the live readings', () => {
  it('take turns, play the last part of their series in laps and never give an id twice', () => {
    const sizes = fc.array(fc.integer({ min: 10, max: 60 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const all = lengths.map((length, i) => seriesOf(`s${i}`, 1_000, length));
        const steps = Array.from({ length: 50 }, (_, step) => eventOf(liveReading(all, step, anchor)));
        steps.forEach((event, step) => {
          const series = all[step % all.length] as Series;
          expect(event.source).toBe(series.gateway);
          expect(event.data.value).toBeGreaterThanOrEqual(Math.floor(series.rows.length * 0.9));
        });
        const old = history(all, anchor, 400).map((line) => eventOf(line).id);
        const ids = [...old, ...steps.map((event) => event.id)];
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
