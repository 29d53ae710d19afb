import type { MinuteRange, Position } from '@dataforge/events';
import type { AcceptedCounts } from '../index.ts';

export interface OpenAcceptedCounts {
  readonly counts: AcceptedCounts;
  reopen?(): Promise<AcceptedCounts>;
  close(): Promise<void>;
}

const MINUTE = 60_000;
const at = (n: number) => n as Position;

/** A stretch whose minutes hold these numbers of records, by the number of the minute. */
const stretch = (from: number, through: number, records: Readonly<Record<number, number>>) => ({
  from: at(from),
  through: at(through),
  minutes: Object.entries(records).map(([n, count]) => ({ minute: Number(n) * MINUTE, records: count })),
});

/** What every store of accepted counts does. */
export function acceptedCountsContract(adapter: string, open: () => Promise<OpenAcceptedCounts>): void {
  describe(`AcceptedCounts contract: ${adapter}`, () => {
    let opened: OpenAcceptedCounts;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());
    const minutesOf = async (range?: MinuteRange) => (await opened.counts.counts('t', 0, range)).minutes;

    it('starts with nothing counted', async () => {
      expect(await opened.counts.countedThrough('t', 0)).toBe(0);
      expect(await opened.counts.counts('t', 0)).toEqual({
        countedThrough: 0,
        minutesFrom: 0,
        minutes: [{ minute: 0, records: 0 }],
      });
      expect(await minutesOf({})).toEqual([]);
    });

    it('adds stretches up, by minute and in all, and keeps partitions apart', async () => {
      await opened.counts.add('t', 0, stretch(0, 9, { 1: 4, 0: 5 }));
      await opened.counts.add('t', 0, stretch(9, 14, { 1: 3, 2: 1 }));

      expect(await opened.counts.countedThrough('t', 0)).toBe(14);
      expect(await opened.counts.counts('t', 0, {})).toEqual({
        countedThrough: 14,
        minutesFrom: 0,
        minutes: [
          { minute: 0, records: 5 },
          { minute: MINUTE, records: 7 },
          { minute: 2 * MINUTE, records: 1 },
        ],
      });
      expect(await minutesOf()).toEqual([{ minute: 0, records: 13 }]);
      expect(await opened.counts.countedThrough('t', 1)).toBe(0);
      expect(await opened.counts.countedThrough('tt', 0)).toBe(0);
    });

    it('adds a stretch once, whoever counted it', async () => {
      const same = Array.from({ length: 8 }, () => opened.counts.add('t', 0, stretch(0, 9, { 0: 5 })));
      await Promise.all(same);
      await opened.counts.add('t', 0, stretch(5, 12, { 0: 3 }));

      expect(await opened.counts.counts('t', 0)).toMatchObject({
        countedThrough: 9,
        minutes: [{ records: 5 }],
      });
    });

    it('gives the minutes of a range, its start included and its end not', async () => {
      await opened.counts.add('t', 0, stretch(0, 9, { 0: 5, 1: 4, 2: 3 }));

      const second = { minute: MINUTE, records: 4 };
      expect(await minutesOf({ from: MINUTE, to: 2 * MINUTE })).toEqual([second]);
      expect(await minutesOf({ from: 1, to: MINUTE + 1 })).toEqual([second]);
      expect(await minutesOf({ from: 2 * MINUTE })).toEqual([{ minute: 2 * MINUTE, records: 3 }]);
      expect(await minutesOf({ to: MINUTE })).toEqual([{ minute: 0, records: 5 }]);
    });

    it('forgets minutes and not what they add up to', async () => {
      await opened.counts.add('t', 0, stretch(0, 9, { 0: 5, 1: 4 }));
      await opened.counts.trimMinutes('t', 0, MINUTE);
      await opened.counts.trimMinutes('t', 0, 0);
      await opened.counts.add('t', 0, stretch(9, 12, { 0: 2, 1: 1 }));

      expect(await opened.counts.counts('t', 0, {})).toEqual({
        countedThrough: 12,
        minutesFrom: MINUTE,
        minutes: [{ minute: MINUTE, records: 5 }],
      });
      expect(await minutesOf()).toEqual([{ minute: 0, records: 12 }]);
    });

    it('holds what it held when it is opened again', async () => {
      if (!opened.reopen) return;
      await opened.counts.add('t', 0, stretch(0, 9, { 0: 5 }));
      const again = await opened.reopen();
      expect(await again.counts('t', 0, {})).toEqual({
        countedThrough: 9,
        minutesFrom: 0,
        minutes: [{ minute: 0, records: 5 }],
      });
      expect((await again.counts('t', 0)).minutes).toEqual([{ minute: 0, records: 5 }]);
    });
  });
}
