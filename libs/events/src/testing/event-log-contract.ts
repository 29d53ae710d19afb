import { MINUTE_MS } from '@dataforge/kernel';
import {
  ORIGIN,
  type AppendBatch,
  type EventLog,
  type EventRecord,
  type LogRecord,
  type Position,
} from '../index.ts';
import { describeAppendFaults, type OpenWithFaults } from './append-faults.ts';
import { describeConsumerGroups } from './consumer-groups.ts';
import {
  ALL,
  batchOf,
  given,
  numbered,
  record,
  text,
  TOPIC,
  type Given,
  type OpenEventLog,
} from './event-log-fixture.ts';

export type { OpenEventLog } from './event-log-fixture.ts';
export type { AppendFault, OpenWithFaults } from './append-faults.ts';

/** For a test that waits for another minute of a clock that nobody can move. */
const PATIENCE_MS = 90_000;

export interface EventLogLimits {
  readonly maxRecordBytes: number;
}

/**
 * What every event log does. Its semantics are Kafka's. `open` gives a log of its own with records bounded as `limits`
 * says; `openWithFaults` one whose appends fail on request, for an adapter that can.
 */
export function eventLogContract(
  adapter: string,
  open: () => Promise<OpenEventLog>,
  limits: EventLogLimits,
  openWithFaults?: OpenWithFaults,
): void {
  describe(`EventLog contract: ${adapter}`, () => {
    let opened: OpenEventLog;
    let log: EventLog;
    let fixture: Given;
    beforeEach(async () => {
      opened = await open();
      log = opened.log;
      await log.ensureTopics([TOPIC]);
      fixture = given(log);
    });
    afterEach(() => opened.close());

    const append = (batches: readonly AppendBatch[]) => fixture.append(batches);
    const readAll = (partition: number, from = ORIGIN) => fixture.readAll(partition, from);
    const everything = () => fixture.everything();
    const partitionHolding = (key: string) => fixture.partitionHolding(key);

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
      expect(await log.append(batchOf(...records))).toEqual({ ok: true, value: { records: 3 } });
      const found = await everything();
      expect(found).toHaveLength(3);
      for (const { key, headers, value } of records) {
        const match = found.find((candidate) => candidate.key === key);
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
      expect(start).toBeLessThanOrEqual(positions[0] as Position);
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

    it(
      'counts the records themselves by append minute',
      async () => {
        await append(batchOf(...numbered('a', 0, 3)));
        await opened.advance(MINUTE_MS - (opened.now() % MINUTE_MS));
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
        expect(
          (await log.census(TOPIC.name, partition, ORIGIN, middle)).map(({ records }) => records),
        ).toEqual([1]);
        expect(await log.census(TOPIC.name, partition, end, end)).toEqual([]);
        await log.trim(TOPIC.name, partition, (held[3] as LogRecord).position);
        expect((await log.census(TOPIC.name, partition, middle, end)).map(({ records }) => records)).toEqual([
          4,
        ]);
      },
      PATIENCE_MS,
    );

    it('finds where a time begins', async () => {
      await append(batchOf(record('a', '1')));
      await opened.advance(50);
      const later = opened.now();
      await append(batchOf(record('a', '2')));
      const partition = await partitionHolding('a');
      const second = (await readAll(partition))[1] as LogRecord;
      expect(await log.positionAt(TOPIC.name, partition, later)).toBe(second.position);
      expect(await log.positionAt(TOPIC.name, partition, later + MINUTE_MS)).toBe(
        (await log.ends(TOPIC.name))[partition]?.end,
      );
    });

    it('reads no more than it was asked for', async () => {
      await append(batchOf(...numbered('a', 0, 10)));
      const partition = await partitionHolding('a');
      const read = async (maxRecords: number, maxBytes: number) => {
        const batch = await log.read({ topic: TOPIC.name, partition, from: ORIGIN, maxRecords, maxBytes });
        return batch.ok && batch.value.records.map((r) => text(r.value));
      };
      expect(await read(3, 1_000)).toEqual(['a-0', 'a-1', 'a-2']);
      expect(await read(10, 7)).toEqual(['a-0', 'a-1']);
    });

    it('keeps an append of thousands whole and in order', async () => {
      await append(batchOf(...numbered('a', 0, 2_500)));
      const values = (await everything()).map((r) => text(r.value));
      expect(values).toEqual(numbered('a', 0, 2_500).map((r) => text(r.value)));
    });

    it('finds every time among many, with nothing before it left out', async () => {
      for (let i = 0; i < 12; i += 1) {
        await append(batchOf(...numbered('a', i * 3, 3)));
        await opened.advance(i % 3 === 0 ? 0 : 17);
      }
      const partition = await partitionHolding('a');
      const records = await readAll(partition);
      const { end } = (await log.ends(TOPIC.name))[partition] as { end: Position };
      for (const time of new Set(records.flatMap(({ appendedAt: at }) => [at - 1, at, at + 1]))) {
        const position = await log.positionAt(TOPIC.name, partition, time);
        const first = records.find((r) => r.appendedAt >= time);
        expect(position).toBe(first?.position ?? end);
      }
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

    describeConsumerGroups(() => ({ ...fixture, advance: opened.advance }));
    if (openWithFaults) describeAppendFaults(openWithFaults);
  });
}
