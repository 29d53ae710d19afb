import type { MinuteRange, Position } from '@dataforge/events';
import type { LandedRange, LandingIndex, LandingStore } from '../index.ts';

export interface Opened<T> {
  readonly port: T;
  /** Closes it and opens what is durable of it again, where the adapter is. */
  reopen?(): Promise<T>;
  close(): Promise<void>;
}

/** What every landing store does. */
export function landingStoreContract(adapter: string, open: () => Promise<Opened<LandingStore>>): void {
  describe(`LandingStore contract: ${adapter}`, () => {
    let opened: Opened<LandingStore>;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());
    const bytes = (text: string) => Buffer.from(text);

    it('gives back what was put', async () => {
      expect(await opened.port.putIfAbsent('t/0/1', bytes('one'))).toBe(true);
      expect(Buffer.from((await opened.port.get('t/0/1')) ?? []).toString()).toBe('one');
      expect(await opened.port.get('t/0/2')).toBeUndefined();
    });

    it('leaves an object as it is when it is put again', async () => {
      await opened.port.putIfAbsent('t/0/1', bytes('one'));
      expect(await opened.port.putIfAbsent('t/0/1', bytes('other'))).toBe(false);
      expect(Buffer.from((await opened.port.get('t/0/1')) ?? []).toString()).toBe('one');
    });

    it('lets exactly one of many racing writers win', async () => {
      const races = Array.from({ length: 16 }, (_, i) =>
        opened.port.putIfAbsent('t/0/1', bytes(`writer ${i}`)),
      );
      const won = (await Promise.all(races)).map((win, i) => (win ? i : -1)).filter((i) => i >= 0);
      expect(won).toHaveLength(1);
      expect(Buffer.from((await opened.port.get('t/0/1')) ?? []).toString()).toBe(`writer ${won[0]}`);
    });

    it('lists by prefix in order, until an object is deleted', async () => {
      for (const key of ['t/0/2', 't/1/1', 't/0/1', 'u/0/1'])
        await opened.port.putIfAbsent(key, bytes('12345'));
      const listed = [];
      for await (const object of opened.port.list('t/0/')) listed.push(object);
      expect(listed).toEqual([
        { key: 't/0/1', bytes: 5 },
        { key: 't/0/2', bytes: 5 },
      ]);
      await opened.port.delete('t/0/1');
      await opened.port.delete('t/0/1');
      expect(await opened.port.get('t/0/1')).toBeUndefined();
    });

    it('keeps its objects when it is opened again', async () => {
      if (!opened.reopen) return;
      await opened.port.putIfAbsent('t/0/1', bytes('one'));
      const again = await opened.reopen();
      expect(Buffer.from((await again.get('t/0/1')) ?? []).toString()).toBe('one');
    });
  });
}

const MINUTE = 60_000;

const rangeAt = (first: number, next: number, minute = 0): LandedRange => ({
  topic: 't',
  partition: 0,
  first: first as Position,
  next: next as Position,
  key: `t/0/${first}`,
  records: next - first,
  bytes: 10,
  wellFormed: next - first,
  minutes: [{ minute: minute * MINUTE, records: next - first }],
  lastAppendedAt: minute * MINUTE,
  landedAt: 0,
});

/** What every landing index does. */
export function landingIndexContract(adapter: string, open: () => Promise<Opened<LandingIndex>>): void {
  describe(`LandingIndex contract: ${adapter}`, () => {
    let opened: Opened<LandingIndex>;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());
    const at = (n: number) => n as Position;
    const rangesOf = async (index: LandingIndex) => {
      const ranges = [];
      for await (const range of index.ranges('t', 0)) ranges.push(range);
      return ranges;
    };

    it('starts at the origin with nothing', async () => {
      expect(await opened.port.landedThrough('t', 0)).toBe(0);
      expect(await opened.port.counts('t', 0)).toEqual({
        landedThrough: 0,
        minutesFrom: 0,
        minutes: [{ minute: 0, landed: 0, expired: 0 }],
      });
      expect(await opened.port.counts('t', 0, {})).toEqual({ landedThrough: 0, minutesFrom: 0, minutes: [] });
      expect(await opened.port.sizeBytes()).toBe(0);
    });

    it('moves by compare-and-set, together with what was landed', async () => {
      expect(await opened.port.advance(at(0), rangeAt(0, 5))).toEqual({ ok: true, value: undefined });
      expect(await opened.port.advance(at(0), rangeAt(0, 9))).toEqual({
        ok: false,
        error: { kind: 'moved', landedThrough: 5 },
      });
      expect(await opened.port.advance(at(5), rangeAt(7, 9, 1))).toMatchObject({ ok: true });
      expect(await opened.port.landedThrough('t', 0)).toBe(9);
      expect(await rangesOf(opened.port)).toEqual([rangeAt(0, 5), rangeAt(7, 9, 1)]);
    });

    it('lets one of many racing landers win', async () => {
      const races = await Promise.all(
        Array.from({ length: 8 }, (_, i) => opened.port.advance(at(0), rangeAt(0, i + 1))),
      );
      expect(races.filter((race) => race.ok)).toHaveLength(1);
      expect(await rangesOf(opened.port)).toHaveLength(1);
    });

    const landThree = async () => {
      await opened.port.advance(at(0), rangeAt(0, 5));
      await opened.port.advance(at(5), rangeAt(5, 8));
      await opened.port.advance(at(8), rangeAt(8, 9, 1));
    };
    const minutesOf = async (range?: MinuteRange) => (await opened.port.counts('t', 0, range)).minutes;

    it('finds the range that holds a position, until its object has expired', async () => {
      await landThree();
      await opened.port.advance(at(9), rangeAt(12, 20));
      await opened.port.advance(at(0), { ...rangeAt(0, 50), partition: 1 });
      const found = (position: number, partition = 0) => opened.port.rangeAt('t', partition, at(position));
      expect(await found(0)).toEqual(rangeAt(0, 5));
      expect(await found(4)).toEqual(rangeAt(0, 5));
      expect(await found(5)).toEqual(rangeAt(5, 8));
      expect(await found(19)).toEqual(rangeAt(12, 20));
      for (const gone of [10, 20]) expect(await found(gone)).toBeUndefined();
      expect(await found(3, 2)).toBeUndefined();
      await opened.port.expire(rangeAt(0, 5));
      expect(await found(3)).toBeUndefined();
      expect(await found(6)).toEqual(rangeAt(5, 8));
    });

    it('counts by append minute and in all, and moves what expires', async () => {
      await landThree();
      expect(await opened.port.sizeBytes()).toBe(30);
      await opened.port.expire(rangeAt(0, 5));
      await opened.port.expire(rangeAt(0, 5));
      expect(await opened.port.counts('t', 0, {})).toEqual({
        landedThrough: 9,
        minutesFrom: 0,
        minutes: [
          { minute: 0, landed: 3, expired: 5 },
          { minute: MINUTE, landed: 1, expired: 0 },
        ],
      });
      expect(await minutesOf()).toEqual([{ minute: 0, landed: 4, expired: 5 }]);
      expect(await rangesOf(opened.port)).toEqual([rangeAt(5, 8), rangeAt(8, 9, 1)]);
      expect(await opened.port.sizeBytes()).toBe(20);
    });

    it('counts the minutes of a range, its start included and its end not', async () => {
      await landThree();
      const last = { minute: MINUTE, landed: 1, expired: 0 };
      expect(await minutesOf({ from: MINUTE })).toEqual([last]);
      expect(await minutesOf({ from: 1, to: MINUTE + 1 })).toEqual([last]);
      expect(await minutesOf({ to: MINUTE })).toEqual([{ minute: 0, landed: 8, expired: 0 }]);
      expect(await minutesOf({ from: 2 * MINUTE, to: MINUTE })).toEqual([]);
    });

    it('forgets minutes and not what they add up to', async () => {
      await landThree();
      await opened.port.trimMinutes('t', 0, MINUTE);
      await opened.port.trimMinutes('t', 0, 0);
      await opened.port.expire(rangeAt(0, 5));
      expect(await opened.port.counts('t', 0, {})).toEqual({
        landedThrough: 9,
        minutesFrom: MINUTE,
        minutes: [{ minute: MINUTE, landed: 1, expired: 0 }],
      });
      expect(await minutesOf()).toEqual([{ minute: 0, landed: 4, expired: 5 }]);
    });

    it('counts exactly what lies before the end it gives, also while it is moved', async () => {
      const seen: { landedThrough: number; landed: number }[] = [];
      let moving = true;
      const moved = (async () => {
        for (let next = 1; next <= 40; next += 1)
          await opened.port.advance(at(next - 1), rangeAt(next - 1, next));
        moving = false;
      })();
      while (moving) {
        for (const range of [undefined, {}]) {
          const { landedThrough, minutes } = await opened.port.counts('t', 0, range);
          seen.push({ landedThrough, landed: minutes.reduce((sum, { landed }) => sum + landed, 0) });
        }
        await new Promise(setImmediate);
      }
      await moved;
      expect(seen.filter(({ landedThrough, landed }) => landedThrough !== landed)).toEqual([]);
      expect(seen).not.toEqual([]);
    });

    it('keeps partitions and topics apart', async () => {
      await opened.port.advance(at(0), rangeAt(0, 5));
      expect(await opened.port.landedThrough('t', 1)).toBe(0);
      expect(await opened.port.landedThrough('tt', 0)).toBe(0);
    });

    it('is where it was when it is opened again', async () => {
      if (!opened.reopen) return;
      await opened.port.advance(at(0), rangeAt(0, 5));
      const counts = await opened.port.counts('t', 0);
      const again = await opened.reopen();
      expect(await again.landedThrough('t', 0)).toBe(5);
      expect(await again.counts('t', 0)).toEqual(counts);
      expect(await again.sizeBytes()).toBe(10);
    });
  });
}
