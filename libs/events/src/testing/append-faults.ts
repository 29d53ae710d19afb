import { InfrastructureError } from '@dataforge/kernel';
import { ORIGIN } from '../index.ts';
import {
  ALL,
  batchOf,
  given,
  record,
  text,
  TOPIC,
  type Given,
  type OpenEventLog,
} from './event-log-fixture.ts';

/**
 * How the next append fails. `unavailable`: nothing is written. `partly`: some partitions are, and the log does not say
 * which. `ambiguous`: everything is, and the log does not say so.
 */
export type AppendFault = 'unavailable' | 'partly' | 'ambiguous';

export type OpenWithFaults = () => Promise<
  OpenEventLog & { failAppends(fault: AppendFault | undefined): void; failReads(fail: boolean): void }
>;

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const RECORDS = KEYS.flatMap((key) => [record(key, `${key}-0`), record(key, `${key}-1`)]);

/** The part of the suite about appends that fail, for an adapter that can make them. */
export function describeAppendFaults(open: OpenWithFaults): void {
  describe('when it fails', () => {
    let opened: Awaited<ReturnType<OpenWithFaults>>;
    let fixture: Given;
    beforeEach(async () => {
      opened = await open();
      await opened.log.ensureTopics([TOPIC]);
      fixture = given(opened.log);
    });
    afterEach(() => opened.close());

    const copies = async (value: string) =>
      (await fixture.everything()).filter((held) => text(held.value) === value).length;
    const failing = async (fault: AppendFault) => {
      opened.failAppends(fault);
      const result = await opened.log.append(batchOf(...RECORDS));
      opened.failAppends(undefined);
      return result;
    };

    it('writes nothing while it is unavailable, and takes the retry', async () => {
      expect(await failing('unavailable')).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
      expect(await fixture.everything()).toEqual([]);
      await fixture.append(batchOf(...RECORDS));
      for (const { value } of RECORDS) expect(await copies(text(value))).toBe(1);
    });

    it('may hold what it did not answer for; a retry gives both', async () => {
      expect(await failing('ambiguous')).toMatchObject({ ok: false, error: { kind: 'ambiguous' } });
      await fixture.append(batchOf(...RECORDS));
      for (const { value } of RECORDS) expect(await copies(text(value))).toBe(2);
    });

    it('is atomic per partition and no further', async () => {
      expect(await failing('partly')).toMatchObject({ ok: false, error: { kind: 'ambiguous' } });
      const held = (await fixture.everything()).map((r) => text(r.value));
      expect(held.length).toBeGreaterThan(0);
      expect(held.length).toBeLessThan(RECORDS.length);
      for (const key of KEYS) expect(held.includes(`${key}-0`)).toBe(held.includes(`${key}-1`));
      await fixture.append(batchOf(...RECORDS));
      for (const { value } of RECORDS) expect(await copies(text(value))).toBeGreaterThanOrEqual(1);
    });

    it('fails the appends that shared a commit, and none after them', async () => {
      opened.failAppends('unavailable');
      const results = await Promise.all(
        KEYS.map((key) => opened.log.append(batchOf(record(key, `${key}-0`)))),
      );
      opened.failAppends(undefined);
      expect(results.every((result) => !result.ok)).toBe(true);
      await fixture.append(batchOf(...RECORDS));
      expect(await fixture.everything()).toHaveLength(RECORDS.length);
    });

    it('throws from reads while it is away, as something to wait out', async () => {
      await fixture.append(batchOf(...RECORDS));
      opened.failReads(true);
      const read = opened.log.read({ topic: TOPIC.name, partition: 0, from: ORIGIN, ...ALL });
      await expect(read).rejects.toBeInstanceOf(InfrastructureError);
      await expect(read).rejects.toMatchObject({ nature: 'retriable' });
      opened.failReads(false);
      expect(await fixture.everything()).toHaveLength(RECORDS.length);
    });
  });
}
