import type { Position } from '@dataforge/events';
import type { AcceptedCounts } from '../index.ts';

export interface OpenAcceptedCounts {
  readonly counts: AcceptedCounts;
  reopen?(): Promise<AcceptedCounts>;
  close(): Promise<void>;
}

const at = (n: number) => n as Position;

/** What every store of accepted counts does. */
export function acceptedCountsContract(adapter: string, open: () => Promise<OpenAcceptedCounts>): void {
  describe(`AcceptedCounts contract: ${adapter}`, () => {
    let opened: OpenAcceptedCounts;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.close());

    it('starts with nothing counted', async () => {
      expect(await opened.counts.read('t', 0)).toEqual({ countedThrough: 0, minutes: [] });
    });

    it('overwrites minutes and keeps the others, in order', async () => {
      await opened.counts.record('t', 0, {
        countedThrough: at(9),
        minutes: [
          { minute: 60_000, records: 4 },
          { minute: 0, records: 5 },
        ],
      });
      await opened.counts.record('t', 0, {
        countedThrough: at(12),
        minutes: [{ minute: 60_000, records: 7 }],
      });
      const minutes = [
        { minute: 0, records: 5 },
        { minute: 60_000, records: 7 },
      ];
      expect(await opened.counts.read('t', 0)).toEqual({ countedThrough: 12, minutes });
      expect(await opened.counts.read('t', 1)).toEqual({ countedThrough: 0, minutes: [] });
    });

    it('holds what it held when it is opened again', async () => {
      if (!opened.reopen) return;
      await opened.counts.record('t', 0, { countedThrough: at(9), minutes: [{ minute: 0, records: 5 }] });
      expect(await (await opened.reopen()).read('t', 0)).toEqual({
        countedThrough: 9,
        minutes: [{ minute: 0, records: 5 }],
      });
    });
  });
}
