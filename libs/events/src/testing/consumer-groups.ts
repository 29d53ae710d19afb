import { type AppendBatch, type EventLog, type LogRecord, type Position } from '../index.ts';
import { ALL, batchOf, numbered, POLL, record, text, TOPIC, type Given } from './event-log-fixture.ts';

/** The part of the suite about members, generations and committed positions. */
export function describeConsumerGroups(current: () => Given & { advance(ms: number): Promise<void> }): void {
  describe('consumer groups', () => {
    let log: EventLog;
    beforeEach(() => {
      log = current().log;
    });
    const append = (batches: readonly AppendBatch[]) => current().append(batches);
    const readAll = (partition: number) => current().readAll(partition);
    const partitionHolding = (key: string) => current().partitionHolding(key);

    it('polls everything once and then nothing', async () => {
      await append(batchOf(...numbered('a', 0, 5), ...numbered('b', 0, 5), ...numbered('c', 0, 5)));
      const member = await log.join(TOPIC.name, 'g');
      const polled = await member.poll(POLL);
      expect(polled.ok && polled.value.flatMap((batch) => batch.records)).toHaveLength(15);
      expect(await member.poll(POLL)).toEqual({ ok: true, value: [] });
      await member.leave();
    });

    it('delivers again from the committed position after a rejoin', async () => {
      await append(batchOf(...numbered('a', 0, 4)));
      const first = await log.join(TOPIC.name, 'g');
      const polled = await first.poll({ ...POLL, maxRecords: 2 });
      if (!polled.ok) throw new Error('out of range');
      expect(await first.commit(polled.value)).toEqual({ ok: true, value: undefined });
      await first.poll(POLL);
      await first.leave();
      const second = await log.join(TOPIC.name, 'g');
      const again = await second.poll(POLL);
      expect(again.ok && again.value.flatMap((b) => b.records.map((r) => text(r.value)))).toEqual([
        'a-2',
        'a-3',
      ]);
      expect(await log.committed(TOPIC.name, 'g')).toEqual(
        polled.value.map(({ partition, next }) => ({ partition, next })),
      );
    });

    it('revokes a member in the middle of its batch, fences its commit and loses nothing', async () => {
      await append(batchOf(...numbered('a', 0, 4)));
      const first = await log.join(TOPIC.name, 'g');
      const polled = await first.poll(POLL);
      const second = await log.join(TOPIC.name, 'g');
      expect(second.generation).toBeGreaterThan(first.generation);
      expect(first.revoked.aborted).toBe(true);
      expect(polled.ok && (await first.commit(polled.value))).toMatchObject({
        ok: false,
        error: { kind: 'fenced' },
      });
      await first.leave();
      const left = second.revoked.aborted ? await log.join(TOPIC.name, 'g') : second;
      const again = await left.poll(POLL);
      expect(again.ok && again.value.flatMap((b) => b.records)).toHaveLength(4);
    });

    it('takes no commit from a member that has left', async () => {
      await append(batchOf(...numbered('a', 0, 2)));
      const member = await log.join(TOPIC.name, 'g');
      const polled = await member.poll(POLL);
      await member.leave();
      expect(member.revoked.aborted).toBe(true);
      const late = polled.ok && (await member.commit(polled.value));
      expect(late).toMatchObject({ ok: false, error: { kind: 'fenced' } });
      expect(await log.committed(TOPIC.name, 'g')).toEqual([]);
    });

    it('is not out of range where only what it has committed past was trimmed', async () => {
      const first = await log.join(TOPIC.name, 'g');
      for (let i = 0; i < 2; i += 1) {
        await append(batchOf(...numbered('a', i * 3, 3)));
        const polled = await first.poll(POLL);
        if (!polled.ok) throw new Error('out of range');
        await first.commit(polled.value);
        for (const { partition, next } of polled.value) await log.trim(TOPIC.name, partition, next);
      }
      await append(batchOf(...numbered('a', 6, 2)));
      const again = await (await log.join(TOPIC.name, 'g')).poll(POLL);
      expect(again.ok && again.value.flatMap((b) => b.records.map((r) => text(r.value)))).toEqual([
        'a-6',
        'a-7',
      ]);
    });

    it('keeps groups apart', async () => {
      await append(batchOf(...numbered('a', 0, 2)));
      const one = await log.join(TOPIC.name, 'one');
      const other = await log.join(TOPIC.name, 'other');
      expect(one.revoked.aborted).toBe(false);
      for (const member of [one, other])
        expect(await member.poll(POLL)).toMatchObject({ ok: true, value: [{}] });
    });

    it('seeks', async () => {
      await append(batchOf(...numbered('a', 0, 4)));
      const partition = await partitionHolding('a');
      const third = (await readAll(partition))[2] as LogRecord;
      const member = await log.join(TOPIC.name, 'g');
      member.seek({ partition, next: third.position });
      const polled = await member.poll(POLL);
      expect(polled.ok && polled.value.flatMap((b) => b.records.map((r) => text(r.value)))).toEqual([
        'a-2',
        'a-3',
      ]);
    });

    it('tells a member that retention has passed its position', async () => {
      await append(batchOf(...numbered('a', 0, 2)));
      const partition = await partitionHolding('a');
      const { end } = (await log.ends(TOPIC.name))[partition] as { end: Position };
      await log.trim(TOPIC.name, partition, end);
      const member = await log.join(TOPIC.name, 'g');
      expect(await member.poll(POLL)).toMatchObject({
        ok: false,
        error: { kind: 'out-of-range', partition },
      });
    });

    it('wakes a waiting poll when something is appended', async () => {
      const member = await log.join(TOPIC.name, 'g');
      const polling = member.poll({ ...ALL, maxWaitMs: 20_000 });
      await current().advance(1);
      await append(batchOf(record('a', 'x')));
      const polled = await polling;
      expect(polled.ok && polled.value.flatMap((b) => b.records)).toHaveLength(1);
    });

    it('ends a wait with nothing once it is over', async () => {
      const member = await log.join(TOPIC.name, 'g');
      const polling = member.poll({ ...ALL, maxWaitMs: 200 });
      await current().advance(200);
      expect(await polling).toEqual({ ok: true, value: [] });
    });

    it('ends the wait of a member that is revoked', async () => {
      const member = await log.join(TOPIC.name, 'g');
      const polling = member.poll({ ...ALL, maxWaitMs: 20_000 });
      await current().advance(1);
      await log.join(TOPIC.name, 'g');
      expect(await polling).toEqual({ ok: true, value: [] });
    });
  });
}
