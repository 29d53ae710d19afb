import {
  ORIGIN,
  type AppendBatch,
  type EventLog,
  type EventRecord,
  type LogRecord,
  type Position,
} from '../index.ts';

export interface OpenEventLog {
  readonly log: EventLog;
  /** The log's clock, ms; moved by hand where the adapter can, so that append minutes differ. */
  now(): number;
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface EventLogLimits {
  readonly maxRecordBytes: number;
}

const TOPIC = { name: 'contract', partitions: 3, retentionMs: 86_400_000 };
const ALL = { maxRecords: 10_000, maxBytes: 100_000_000 };
const POLL = { ...ALL, maxWaitMs: 0 };
const text = (value: Uint8Array) => Buffer.from(value).toString('utf8');

const record = (key: string, value: string): EventRecord => ({
  key,
  headers: { 'content-type': 'text/plain' },
  value: Buffer.from(value),
});
const batchOf = (...records: readonly EventRecord[]): readonly AppendBatch[] => [
  { topic: TOPIC.name, records },
];
const numbered = (key: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => record(key, `${key}-${from + i}`));

/** What every event log does. Its semantics are Kafka's. `open` gives a log of its own with records bounded as `limits` says. */
export function eventLogContract(
  adapter: string,
  open: () => Promise<OpenEventLog>,
  limits: EventLogLimits,
): void {
  describe(`EventLog contract: ${adapter}`, () => {
    let opened: OpenEventLog;
    let log: EventLog;
    beforeEach(async () => {
      opened = await open();
      log = opened.log;
      await log.ensureTopics([TOPIC]);
    });
    afterEach(() => opened.close());

    const append = async (batches: readonly AppendBatch[]) => {
      const result = await log.append(batches);
      if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.detail}`);
      return result.value;
    };
    const readAll = async (partition: number, from = ORIGIN): Promise<readonly LogRecord[]> => {
      const read = await log.read({ topic: TOPIC.name, partition, from, ...ALL });
      if (!read.ok) throw new Error(`out of range, begins at ${read.error.start}`);
      return read.value.records;
    };
    const everything = async () => (await Promise.all([0, 1, 2].map((p) => readAll(p)))).flat();
    const partitionHolding = async (key: string): Promise<number> =>
      (await everything()).find((held) => held.key === key)?.partition ?? -1;

    it('gives back what was appended: keys, headers and bytes', async () => {
      const records: EventRecord[] = [
        {
          key: 'a',
          headers: { 'content-type': 'x', ce_ünïcode: '✓' },
          value: new Uint8Array([0, 255, 10, 13]),
        },
        { key: '', headers: {}, value: new Uint8Array() },
        { key: 'ключ', headers: { empty: '' }, value: Buffer.from('текст') },
      ];
      expect(await append(batchOf(...records))).toEqual({ records: 3 });
      const held = await everything();
      expect(held).toHaveLength(3);
      for (const { key, headers, value } of records) {
        const match = held.find((candidate) => candidate.key === key);
        expect(match && [match.headers, [...match.value]]).toEqual([headers, [...value]]);
      }
    });

    it('keeps a key in one partition and its records in order, over many appends', async () => {
      for (let i = 0; i < 10; i += 1)
        await append(batchOf(...numbered('a', i * 5, 5), ...numbered('b', i * 5, 5)));
      for (const key of ['a', 'b']) {
        const held = (await everything()).filter((candidate) => candidate.key === key);
        expect(new Set(held.map((r) => r.partition)).size).toBe(1);
        expect(held.map((r) => text(r.value))).toEqual(numbered(key, 0, 50).map((r) => text(r.value)));
        expect(held.every((r, i) => i === 0 || r.position > (held[i - 1] as LogRecord).position)).toBe(true);
      }
    });

    it('reads on from where a read ended, whatever the cuts, and says nothing of how far positions lie apart', async () => {
      for (let i = 0; i < 7; i += 1) await append(batchOf(...numbered('a', i * 3, 3)));
      const partition = await partitionHolding('a');
      const values: string[] = [];
      let from: Position = ORIGIN;
      for (;;) {
        const read = await log.read({ topic: TOPIC.name, partition, from, maxRecords: 4, maxBytes: 1_000 });
        if (!read.ok) throw new Error('out of range');
        if (read.value.records.length === 0) break;
        values.push(...read.value.records.map((r) => text(r.value)));
        expect(read.value.next).toBeGreaterThan(from);
        from = read.value.next;
      }
      expect(values).toEqual(numbered('a', 0, 21).map((r) => text(r.value)));
    });

    it('returns one record at least, however large', async () => {
      await append(batchOf(record('a', 'x'.repeat(5_000)), record('a', 'y')));
      const read = await log.read({
        topic: TOPIC.name,
        partition: await partitionHolding('a'),
        from: ORIGIN,
        maxRecords: 10,
        maxBytes: 1,
      });
      expect(read.ok && read.value.records.map((r) => r.value.byteLength)).toEqual([5_000]);
    });

    it('has equal ends for an empty partition, and an end after the last record', async () => {
      expect((await log.ends(TOPIC.name)).map(({ start, end }) => start === end)).toEqual([true, true, true]);
      await append(batchOf(...numbered('a', 0, 3)));
      const partition = await partitionHolding('a');
      const { start, end } = (await log.ends(TOPIC.name))[partition] as { start: Position; end: Position };
      const positions = (await readAll(partition)).map((r) => r.position);
      expect(start).toBe(positions[0]);
      expect(end).toBeGreaterThan(positions[2] as Position);
      expect(await readAll(partition, end)).toEqual([]);
    });

    it('stamps append times that never go back within a partition', async () => {
      await append(batchOf(record('a', '1')));
      await opened.advance(-5_000);
      await append(batchOf(record('a', '2')));
      const [first, second] = (await everything()).map((r) => r.appendedAt);
      expect(second).toBeGreaterThanOrEqual(first as number);
    });

    it('counts the records themselves by append minute', async () => {
      await append(batchOf(...numbered('a', 0, 3)));
      await opened.advance(60_000);
      await append(batchOf(...numbered('a', 3, 4)));
      const partition = await partitionHolding('a');
      const { end } = (await log.ends(TOPIC.name))[partition] as { end: Position };
      const census = await log.census(TOPIC.name, partition, ORIGIN, end);
      expect(census.map(({ records }) => records)).toEqual([3, 4]);
      const held = await readAll(partition);
      const middle = (held[1] as LogRecord).position;
      expect((await log.census(TOPIC.name, partition, middle, end)).map(({ records }) => records)).toEqual([
        2, 4,
      ]);
      expect((await log.census(TOPIC.name, partition, ORIGIN, middle)).map(({ records }) => records)).toEqual(
        [1],
      );
      expect(await log.census(TOPIC.name, partition, end, end)).toEqual([]);
    });

    it('finds where a time begins', async () => {
      await append(batchOf(record('a', '1')));
      await opened.advance(60_000);
      const later = opened.now();
      await append(batchOf(record('a', '2')));
      const partition = await partitionHolding('a');
      const second = (await readAll(partition))[1] as LogRecord;
      expect(await log.positionAt(TOPIC.name, partition, later)).toBe(second.position);
      expect(await log.positionAt(TOPIC.name, partition, later + 60_000)).toBe(
        (await log.ends(TOPIC.name))[partition]?.end,
      );
    });

    it('refuses a record over the limit and writes nothing of its append', async () => {
      const result = await log.append(
        batchOf(record('a', 'x'), record('b', 'y'.repeat(limits.maxRecordBytes + 1))),
      );
      expect(result).toMatchObject({ ok: false, error: { kind: 'too-large' } });
      expect(await everything()).toEqual([]);
    });

    it('refuses a topic it does not know', async () => {
      expect(await log.append([{ topic: 'unknown', records: [record('a', 'x')] }])).toMatchObject({
        ok: false,
        error: { kind: 'unknown-topic' },
      });
    });

    it('keeps every one of many appends at once', async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => append(batchOf(...numbered(`k${i % 7}`, i * 10, 10)))),
      );
      const values = (await everything()).map((r) => text(r.value));
      expect(new Set(values).size).toBe(500);
      expect(values).toHaveLength(500);
    });

    it('is out of range below what was trimmed, and keeps what was not', async () => {
      for (let i = 0; i < 5; i += 1) await append(batchOf(...numbered('a', i * 2, 2)));
      const partition = await partitionHolding('a');
      const before = await readAll(partition);
      const cut = (before[4] as LogRecord).position;
      await log.trim(TOPIC.name, partition, cut);
      const read = await log.read({ topic: TOPIC.name, partition, from: ORIGIN, ...ALL });
      expect(read).toMatchObject({ ok: false, error: { kind: 'out-of-range', partition } });
      if (read.ok) throw new Error('in range');
      expect(read.error.start).toBeLessThanOrEqual(cut);
      expect((await readAll(partition, cut)).map((r) => text(r.value))).toEqual(
        before.slice(4).map((r) => text(r.value)),
      );
    });

    it('goes on at the end after everything was trimmed', async () => {
      await append(batchOf(...numbered('a', 0, 3)));
      const partition = await partitionHolding('a');
      const { end } = (await log.ends(TOPIC.name))[partition] as { end: Position };
      await log.trim(TOPIC.name, partition, end);
      await append(batchOf(record('a', 'next')));
      const held = await readAll(partition, end);
      expect(held.map((r) => text(r.value))).toEqual(['next']);
      expect(held[0]?.position).toBeGreaterThanOrEqual(end);
    });

    it('extends a topic and never shrinks it', async () => {
      await log.ensureTopics([{ ...TOPIC, partitions: 5 }]);
      expect(await log.ends(TOPIC.name)).toHaveLength(5);
      await log.ensureTopics([TOPIC]);
      expect(await log.ends(TOPIC.name)).toHaveLength(5);
    });

    describe('consumer groups', () => {
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
        const again = await second.poll(POLL);
        expect(again.ok && again.value.flatMap((b) => b.records)).toHaveLength(4);
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
        await append(batchOf(record('a', 'x')));
        const polled = await polling;
        expect(polled.ok && polled.value.flatMap((b) => b.records)).toHaveLength(1);
      });
    });
  });
}
