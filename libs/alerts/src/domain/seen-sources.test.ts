import { DAY_MS, MINUTE_MS } from '@dataforge/kernel';
import { seenSources } from './seen-sources.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const FREQUENCY = 15 * MINUTE_MS;
const settings = { frequencyMs: FREQUENCY, latenessMs: 10 * MINUTE_MS };
const QUIET = { late: 0, names: [], longestMs: 0, unsure: false };

/** Notes a current event of the source in each of some periods, and gives when the last was. */
function regular(sources: ReturnType<typeof seenSources>, source: string, periods = 3, from = T0): number {
  for (let i = 0; i < periods; i += 1) {
    const appendedAt = from + i * FREQUENCY;
    sources.note({ source, appendedAt, eventTime: appendedAt - 1_000 });
  }
  return from + (periods - 1) * FREQUENCY;
}

describe('a source', () => {
  it('is late once it was silent for longer than promised', () => {
    const sources = seenSources(settings);
    const last = regular(sources, 'a');

    expect(sources.silence(last + FREQUENCY, T0)).toMatchObject({ late: 0, longestMs: FREQUENCY });
    expect(sources.silence(last + FREQUENCY + 1, T0)).toEqual({
      late: 1,
      names: ['a'],
      longestMs: FREQUENCY + 1,
      unsure: false,
    });
  });

  it('is not expected after it was heard once or twice, however often within that time', () => {
    const sources = seenSources(settings);
    const last = regular(sources, 'a', 2);
    sources.note({ source: 'a', appendedAt: last + 1_000, eventTime: last });

    expect(sources.silence(last + DAY_MS, T0)).toEqual(QUIET);
  });

  it('is not expected for a load of old events, nor for events of years to come', () => {
    const sources = seenSources(settings);
    for (let at = T0; at < T0 + DAY_MS; at += FREQUENCY) {
      sources.note({ source: 'history', appendedAt: at, eventTime: at - 365 * DAY_MS });
      sources.note({ source: 'wrong clock', appendedAt: at, eventTime: at + 365 * DAY_MS });
      sources.note({ source: 'unreadable', appendedAt: at });
    }

    expect(sources.silence(T0 + 3 * DAY_MS, T0)).toEqual(QUIET);
  });

  it('is heard by whatever it sends, once it is expected', () => {
    const sources = seenSources(settings);
    const last = regular(sources, 'a');
    sources.note({ source: 'a', appendedAt: last + FREQUENCY });

    expect(sources.silence(last + 2 * FREQUENCY, T0)).toMatchObject({ late: 0 });
  });

  it('has the promised time once more after a start, and is late after that', () => {
    const before = seenSources(settings);
    const last = regular(before, 'a');
    const startedAt = last + DAY_MS;
    const sources = seenSources(settings, before.list());

    expect(sources.silence(startedAt + FREQUENCY, startedAt)).toMatchObject({ late: 0, unsure: true });
    expect(sources.silence(startedAt + FREQUENCY + 1, startedAt)).toMatchObject({
      late: 1,
      longestMs: DAY_MS + FREQUENCY + 1,
    });
  });

  it('is forgotten after thirty days', () => {
    const sources = seenSources(settings);
    const last = regular(sources, 'a');

    expect(sources.silence(last + 30 * DAY_MS, T0).late).toBe(1);
    expect(sources.silence(last + 30 * DAY_MS + 1, T0)).toEqual(QUIET);
    expect(sources.list()).toEqual([]);
  });
});

describe('many sources', () => {
  it('are counted, the most silent named first', () => {
    const sources = seenSources(settings);
    for (let i = 0; i < 50; i += 1) regular(sources, `source-${i}`, 3, T0 + i);
    const last = T0 + 2 * FREQUENCY;
    sources.note({ source: 'source-7', appendedAt: last + FREQUENCY });

    expect(sources.silence(last + 2 * FREQUENCY, T0)).toEqual({
      late: 49,
      names: ['source-0', 'source-1', 'source-2'],
      longestMs: 2 * FREQUENCY,
      unsure: false,
    });
  });

  it('are bounded: those heard least recently go', () => {
    const sources = seenSources(settings);
    for (let i = 0; i < 6_000; i += 1) regular(sources, `source-${i}`, 1, T0 + i);

    const held = sources.list();
    expect(held).toHaveLength(5_000);
    expect(held[0]?.source).toBe('source-1000');
  });
});
