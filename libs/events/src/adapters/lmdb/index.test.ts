import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdb } from '@dataforge/clients/lmdb';
import { simulatedClock } from '@dataforge/testkit';
import { ORIGIN, type Position } from '../../index.ts';
import { eventLogContract } from '../../testing/index.ts';
import { lmdbEventLog } from './index.ts';

const limits = { maxRecordBytes: 10_000 };

function openAt(path: string) {
  const clock = simulatedClock(Date.UTC(2026, 10, 23));
  const client = openLmdb({ path });
  return { clock, client, log: lmdbEventLog({ client, clock }, limits) };
}

eventLogContract(
  'lmdb',
  async () => {
    const path = mkdtempSync(join(tmpdir(), 'events-'));
    const { clock, client, log } = openAt(path);
    return {
      log,
      now: clock.now,
      advance: clock.advance,
      close: async () => {
        await client.close();
        rmSync(path, { recursive: true });
      },
    };
  },
  limits,
);

describe('the LMDB log, opened again', () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'events-'));
  });
  afterEach(() => rmSync(path, { recursive: true }));

  const records = [0, 1, 2].map((n) => ({ key: 'k', headers: { n: `${n}` }, value: Buffer.from(`v${n}`) }));
  const topic = { name: 't', partitions: 1, retentionMs: 1 };

  it('keeps records, positions, commits and generations', async () => {
    const first = openAt(path);
    await first.log.ensureTopics([topic]);
    await first.log.append([{ topic: 't', records }]);
    const member = await first.log.join('t', 'g');
    await member.commit([{ partition: 0, next: 2 as Position }]);
    const ends = await first.log.ends('t');
    await first.client.close();

    const second = openAt(path);
    expect(await second.log.ends('t')).toEqual(ends);
    expect(await second.log.committed('t', 'g')).toEqual([{ partition: 0, next: 2 }]);
    expect((await second.log.join('t', 'g')).generation).toBeGreaterThan(member.generation);
    await second.log.append([{ topic: 't', records: records.slice(0, 1) }]);
    const range = { from: ORIGIN, maxRecords: 10, maxBytes: 1e6 };
    const read = await second.log.read({ topic: 't', partition: 0, ...range });
    expect(read.ok && read.value.records.map((r) => Buffer.from(r.value).toString())).toEqual([
      'v0',
      'v1',
      'v2',
      'v0',
    ]);
    await second.client.close();
  });

  it('goes on after the end, and after the newest append time, of a log that was trimmed empty', async () => {
    const first = openAt(path);
    await first.log.ensureTopics([topic]);
    await first.clock.advance(60_000);
    await first.log.append([{ topic: 't', records }]);
    const [{ end = ORIGIN } = {}] = await first.log.ends('t');
    await first.log.trim('t', 0, end);
    await first.client.close();

    const second = openAt(path);
    expect(await second.log.ends('t')).toEqual([{ partition: 0, start: end, end }]);
    await second.log.append([{ topic: 't', records }]);
    const read = await second.log.read({ topic: 't', partition: 0, from: end, maxRecords: 1, maxBytes: 1 });
    expect(read.ok && read.value.records[0]?.appendedAt).toBe(first.clock.now());
    await second.client.close();
  });

  it('refuses a log whose batches another version wrote', async () => {
    const client = openLmdb({ path });
    const log = client.openDB({ name: 'log', encoding: 'binary' });
    await client.batch(() => log.put(['t', 0, 0], Buffer.from([1])));
    expect(() => lmdbEventLog({ client, clock: simulatedClock(0) })).toThrow(
      /another version.*DATAFORGE_DATA_DIR/,
    );
    await client.close();
  });
});
