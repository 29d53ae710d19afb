import { structuredRecord, type Position } from '@dataforge/events';
import { memoryEventLog } from '@dataforge/events/memory';
import { DAY_MS, MINUTE_MS, minuteOf, ok, silentLog } from '@dataforge/kernel';
import { memoryKpiStore } from '@dataforge/kpi/memory';
import { land, type FatedRecord, type RecordReader, type RecordWindow } from '@dataforge/lake';
import { memoryLandingIndex, memoryLandingStore } from '@dataforge/lake/memory';
import { compiledProduct } from '@dataforge/products/testing';
import { seededRandom, simulatedClock } from '@dataforge/testkit';
import { listRecords, type RecordsQuery } from './list-records.ts';
import { traceEvent, type TraceQuery } from './trace-event.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const SOURCE = '/gateways/hall-2';
const telemetry = compiledProduct('telemetry');
const product = { ...telemetry, event: { ...telemetry.event, partitions: 1 } };
const { topic } = product.event;

const reading = (id: string, time = T0) =>
  structuredRecord(
    SOURCE,
    Buffer.from(
      JSON.stringify({
        ...{ specversion: '1.0', type: product.event.type, source: SOURCE, id, subject: 'mill-03' },
        ...{ time: new Date(time).toISOString(), data: { deviceId: 'mill-03' } },
      }),
    ),
  );

/** What refining did, as a test tells it. */
function refining() {
  const held: FatedRecord[] = [];
  let refinedThrough = 0 as Position;
  const windows = new Map<number, readonly RecordWindow[]>();
  const asked: string[] = [];
  const reader: RecordReader = {
    async records(_product, { partition, first, end, from, to, fates, limit }) {
      const records = held.filter(
        (record) =>
          record.partition === partition &&
          record.position >= first &&
          record.position < end &&
          minuteOf(record.appendedAt ?? 0) >= from &&
          minuteOf(record.appendedAt ?? 0) < to &&
          (fates ?? [record.fate]).includes(record.fate),
      );
      return { records: records.slice(0, limit), refinedThrough };
    },
    async copies(_product, { source, id }, { from, to, limit }) {
      asked.push(`${from} ${to}`);
      const found = held.flatMap(({ appendedAt = 0, partition, position, ...record }) =>
        record.source === source && record.id === id && appendedAt >= from && appendedAt < to
          ? [{ partition, position, appendedAt }]
          : [],
      );
      return ok(found.slice(0, limit));
    },
    windows: async (_product, { position }) => windows.get(position) ?? [],
  };
  return {
    reader,
    windows,
    asked,
    fate: (position: number, fate: FatedRecord['fate'], more: Partial<FatedRecord> = {}) =>
      void held.push({
        ...{ partition: 0, position: position as Position, fate, source: SOURCE, id: `e${position}` },
        ...{ appendedAt: T0, refinedAt: T0 + 900, sequence: 7, ...more },
      }),
    through: (position: number) => void (refinedThrough = position as Position),
  };
}

async function open() {
  const clock = simulatedClock(T0);
  const log = memoryEventLog({ clock });
  await log.ensureTopics([{ name: topic, partitions: 1, retentionMs: 1 }]);
  const [landing, objects, points] = [memoryLandingIndex(), memoryLandingStore(), memoryKpiStore()];
  const refined = refining();
  const lander = land(
    { log, store: objects, index: landing, clock, random: seededRandom(1), logger: silentLog },
    { topic, group: 'land', maxRecords: 3, maxBytes: 1e6, lingerMs: 1 },
  );
  const list = listRecords({ log, landing, records: refined.reader });
  const trace = traceEvent({ log, landing, objects, points, clock, records: refined.reader });
  return {
    ...{ clock, log, landing, objects, points, refined },
    append: async (...records: readonly ReturnType<typeof reading>[]) =>
      expect(await log.append([{ topic, records }])).toMatchObject({ ok: true }),
    land: () => lander.step(0),
    list: (query: Partial<RecordsQuery> = {}) =>
      list({ product, stage: 'refine', from: T0, to: T0 + MINUTE_MS, limit: 100, ...query }),
    async fates(query: Partial<RecordsQuery> = {}) {
      const { records } = await this.list(query);
      return records.map(({ position, fate }) => `${position} ${fate}`);
    },
    async trace(of: TraceQuery['of']) {
      const traced = await trace({ product, of });
      if (!traced.ok) throw new Error(`${traced.error.kind}: ${traced.error.detail}`);
      return traced.value;
    },
    failure: async (of: TraceQuery['of']) => {
      const traced = await trace({ product, of });
      return traced.ok ? 'none' : traced.error;
    },
  };
}

/** They are at the positions 1 to 5: this log leaves one out before each batch. */
const five = ['e1', 'e2', 'e3', 'e4', 'e5'].map((id) => reading(id));
const statesOf = ([trace]: readonly { stages: readonly { stage: string; state: string }[] }[]) =>
  Object.fromEntries((trace?.stages ?? []).map(({ stage, state }) => [stage, state]));
const detailsOf = (
  [trace]: readonly { stages: readonly { stage: string; details: readonly object[] }[] }[],
  stage: string,
) => trace?.stages.find((one) => one.stage === stage)?.details;

describe('the records behind a cell', () => {
  it('are those of the log, with their fates, those in flight, and those nobody accounts for', async () => {
    const world = await open();
    await world.append(...five);
    const reasons = [{ field: 'unit', rule: 'enum', detail: 'not a unit' }];
    world.refined.fate(1, 'refined');
    world.refined.fate(3, 'quarantined', { reasons });
    world.refined.through(4);
    const { records, next } = await world.list();
    expect(next).toBeUndefined();
    const event = { partition: 0, appendedAt: T0, source: SOURCE, subject: 'mill-03', eventTime: T0 };
    expect(records).toEqual([
      { ...event, position: 1, fate: 'refined', id: 'e1' },
      { ...event, position: 2, fate: 'unaccounted', id: 'e2' },
      { ...event, position: 3, fate: 'quarantined', id: 'e3', reasons },
      { ...event, position: 4, fate: 'in-flight', id: 'e4' },
      { ...event, position: 5, fate: 'in-flight', id: 'e5' },
    ]);
  });

  it.each([
    ['refined', ['1 refined']],
    ['unaccounted', ['2 unaccounted']],
    ['in-flight', ['4 in-flight', '5 in-flight']],
    ['duplicate', []],
  ] as const)('can be those that are %s alone', async (fate, expected) => {
    const world = await open();
    await world.append(...five);
    world.refined.fate(1, 'refined');
    world.refined.fate(3, 'quarantined');
    world.refined.through(4);
    expect(await world.fates({ fate })).toEqual(expected);
  });

  it.each([undefined, 'refined', 'in-flight'] as const)(
    'come in pages that hold each once (%s)',
    async (fate) => {
      const world = await open();
      await world.append(...five);
      for (const position of [1, 2]) world.refined.fate(position, 'refined');
      world.refined.through(3);
      const all = await world.fates({ fate });
      const paged: string[] = [];
      let next: RecordsQuery['next'];
      do {
        const page = await world.list({ fate, limit: 2, next });
        expect(page.records.length).toBeLessThanOrEqual(2);
        paged.push(...page.records.map((record) => `${record.position} ${record.fate}`));
        next = page.next;
      } while (next);
      expect(paged).toEqual(all);
    },
  );

  it('are those appended in its minutes, and none of another partition', async () => {
    const world = await open();
    await world.append(reading('before'));
    await world.clock.advance(MINUTE_MS);
    await world.append(reading('in'));
    await world.clock.advance(MINUTE_MS);
    await world.append(reading('after'));
    const cell = { from: T0 + MINUTE_MS, to: T0 + 2 * MINUTE_MS };
    expect(await world.fates(cell)).toEqual(['3 in-flight']);
    expect(await world.fates({ ...cell, partition: 1 })).toEqual([]);
  });

  it('are named by the log where they are asked for by their fate, as long as it holds them', async () => {
    const world = await open();
    await world.append(...five);
    world.refined.fate(2, 'quarantined', { source: undefined, id: undefined });
    world.refined.through(6);
    const quarantined = async () => (await world.list({ fate: 'quarantined' })).records;
    expect(await quarantined()).toMatchObject([{ id: 'e2', subject: 'mill-03', eventTime: T0 }]);
    await world.log.trim(topic, 0, 6 as Position);
    expect(await quarantined()).toMatchObject([{ position: 2, id: undefined }]);
  });

  it('are still told by their fates when the log has forgotten some', async () => {
    const world = await open();
    await world.append(...five.slice(0, 3));
    await world.append(...five.slice(3));
    for (const position of [1, 2, 3]) world.refined.fate(position, 'refined');
    world.refined.through(4);
    await world.log.trim(topic, 0, 4 as Position);
    const told = ['1 refined', '2 refined', '3 refined', '5 in-flight', '6 in-flight'];
    expect(await world.fates()).toEqual(told);
    expect(await world.fates({ limit: 2 })).toEqual(['1 refined', '2 refined']);
  });

  it('are landed, on their way, or expired with their object', async () => {
    const world = await open();
    await world.append(...five, reading('e6'), reading('e7'));
    await world.land();
    await world.land();
    const range = await world.landing.rangeAt(topic, 0, 1 as Position);
    if (range) await world.landing.expire(range);
    const stage = 'land';
    expect(await world.fates({ stage })).toEqual([
      ...[1, 2, 3].map((n) => `${n} expired`),
      ...[4, 5, 6].map((n) => `${n} landed`),
      '7 in-flight',
    ]);
    expect(await world.fates({ stage, fate: 'landed' })).toEqual(['4 landed', '5 landed', '6 landed']);
    expect(await world.fates({ stage, fate: 'in-flight' })).toEqual(['7 in-flight']);
    expect(await world.fates({ stage, fate: 'expired', limit: 2 })).toEqual(['1 expired', '2 expired']);
  });

  it('are looked for among so many of the log at once, and no more', async () => {
    const world = await open();
    await world.append(...Array.from({ length: 21_500 }, (_, n) => reading(`e${n + 1}`)));
    const end = (await world.log.ends(topic))[0]?.end ?? 0;
    for (let position = 1; position < end - 100; position += 1) world.refined.fate(position, 'refined');
    world.refined.through(end);
    const first = await world.list({ fate: 'unaccounted' });
    expect(first.records).toEqual([]);
    expect(first.next?.position).toBeLessThan(end - 1_000);
    const second = await world.list({ fate: 'unaccounted', next: first.next });
    expect(second.records.map(({ position }) => position)).toEqual(
      Array.from({ length: 100 }, (_, n) => end - 100 + n),
    );
  });

  it('are told apart also where the bytes are no event', async () => {
    const world = await open();
    await world.append({ key: 'k', headers: {}, value: Buffer.from('no event') });
    expect((await world.list()).records).toEqual([
      { partition: 0, position: 1, appendedAt: T0, fate: 'in-flight' },
    ]);
  });
});

describe('the trace of a record', () => {
  const minute: RecordWindow = {
    ...{ table: 'gold.telemetry_device_minutes', key: { device: 'mill-03', metric: 'temperature' } },
    ...{ window: { from: T0, to: T0 + MINUTE_MS }, held: true, closed: false, late: true, corrections: 2 },
    ...{ waiting: ['p95'], points: [{ kpi: 'telemetry.readings', bucket: T0 }] },
  };

  it('is pending at every stage while it is in flight, and answered from the log', async () => {
    const world = await open();
    await world.append(...five);
    const traced = await world.trace({ partition: 0, position: 1 });
    expect(traced).toMatchObject([
      { partition: 0, position: 1, source: SOURCE, id: 'e1', subject: 'mill-03', eventTime: T0 },
    ]);
    expect(statesOf(traced)).toEqual({
      ...{ accepted: 'reached', landed: 'pending', refined: 'pending' },
      ...{ aggregated: 'pending', served: 'pending' },
    });
    expect(traced[0]?.stages[0]?.at).toBe(T0);
    expect(Buffer.from(traced[0]?.record?.value ?? []).toString()).toContain('"id":"e1"');
  });

  it('names where it is at each stage, and when it came there', async () => {
    const world = await open();
    await world.append(...five);
    await world.clock.advance(600);
    await world.land();
    world.refined.fate(1, 'refined');
    world.refined.through(5);
    world.refined.windows.set(1, [minute]);
    const point = { kpi: 'telemetry.readings', bucket: T0, value: 30, weight: 30, corrections: 2 };
    await world.points.upsert([{ ...point, watermark: T0, appendedAt: T0, sequence: 7 }], T0 + 1_200);
    const traced = await world.trace({ partition: 0, position: 1 });
    expect(traced[0]?.stages).toMatchObject([
      {
        state: 'reached',
        at: T0,
        details: [{ name: 'position', value: `${topic}, partition 0, position 1` }, {}, {}],
      },
      {
        ...{ state: 'reached', at: T0 + 600 },
        details: [
          { name: 'object', value: `${topic}/0/00000000000000000001.jsonl.gz, line 1` },
          { value: '3, positions 1 to 3' },
        ],
      },
      {
        ...{ state: 'reached', at: T0 + 900 },
        details: [{ value: 'refined' }, { value: 'silver.telemetry' }, { name: 'commit', value: '7' }],
      },
      {
        ...{ state: 'reached', at: T0 + 900 },
        details: [
          {
            name: 'gold.telemetry_device_minutes',
            value:
              'device mill-03, metric temperature, minute of 2026-11-23T14:00Z, open, came late, as a correction, 2 corrections, p95 yet to be computed',
          },
        ],
      },
      {
        ...{ state: 'reached', at: T0 + 1_200 },
        details: [
          {
            name: 'telemetry.readings',
            value: '30 at 2026-11-23T14:00Z, watermark 2026-11-23T14:00:00.000Z',
          },
        ],
      },
    ]);
  });

  it('is pending where it is served until the point of its commit is there, and over when that is no longer kept', async () => {
    const world = await open();
    await world.append(...five);
    world.refined.fate(1, 'refined');
    world.refined.windows.set(1, [minute]);
    const point = { kpi: 'telemetry.readings', bucket: T0, value: 30, weight: 30, corrections: 2 };
    await world.points.upsert([{ ...point, watermark: T0, appendedAt: T0, sequence: 6 }]);
    const served = async () => statesOf(await world.trace({ partition: 0, position: 1 }))['served'];
    expect(await served()).toBe('pending');
    await world.clock.advance(31 * DAY_MS);
    expect(await served()).toBe('reached');
  });

  it('ends where the record left, with the reasons', async () => {
    const world = await open();
    await world.append(...five);
    world.refined.fate(1, 'quarantined', {
      reasons: [
        { field: 'unit', rule: 'enum', detail: 'degF is not allowed' },
        { field: '', rule: 'refused', detail: 'no' },
      ],
    });
    const traced = await world.trace({ partition: 0, position: 1 });
    expect(statesOf(traced)).toMatchObject({
      refined: 'left',
      aggregated: 'not-reached',
      served: 'not-reached',
    });
    expect(detailsOf(traced, 'refined')).toEqual([
      { name: 'fate', value: 'quarantined' },
      { name: 'reason', value: 'unit: degF is not allowed (enum)' },
      { name: 'reason', value: 'no (refused)' },
      { name: 'commit', value: '7' },
    ]);
  });

  it('says of which record a duplicate is a copy, and of one nobody accounts for that it is', async () => {
    const world = await open();
    await world.append(...five);
    world.refined.fate(1, 'quarantined', { id: 'same' });
    world.refined.fate(2, 'refined', { id: 'same' });
    world.refined.fate(3, 'duplicate', { id: 'same' });
    world.refined.through(6);
    expect(detailsOf(await world.trace({ partition: 0, position: 3 }), 'refined')).toContainEqual({
      name: 'duplicate of',
      value: 'partition 0, position 2',
    });
    const lost = await world.trace({ partition: 0, position: 4 });
    expect(statesOf(lost)).toMatchObject({ refined: 'left', aggregated: 'not-reached' });
    expect(detailsOf(lost, 'refined')).toEqual([
      { name: 'fate', value: 'none is held: it is unaccounted for, or single fates have expired' },
    ]);
  });

  it('knows an event that expired in silver from one that was too old when it came', async () => {
    const world = await open();
    await world.append(reading('e1'), reading('e2', T0 - 400 * DAY_MS));
    for (const position of [1, 2]) world.refined.fate(position, 'expired');
    const states = async (position: number) => statesOf(await world.trace({ partition: 0, position }));
    expect(await states(1)).toMatchObject({ refined: 'left', aggregated: 'reached', served: 'reached' });
    expect(await states(2)).toMatchObject({ refined: 'left', aggregated: 'not-reached' });
  });

  it('is read from landing when the log has forgotten the record, and is unknown when landing has too', async () => {
    const world = await open();
    await world.append(...five);
    await world.land();
    await world.land();
    await world.log.trim(topic, 0, 6 as Position);
    const traced = await world.trace({ partition: 0, position: 5 });
    expect(traced).toMatchObject([{ id: 'e5' }]);
    expect(detailsOf(traced, 'landed')?.[0]).toEqual({
      name: 'object',
      value: `${topic}/0/00000000000000000004.jsonl.gz, line 2`,
    });
    const range = await world.landing.rangeAt(topic, 0, 5 as Position);
    if (range) await world.landing.expire(range);
    expect(await world.failure({ partition: 0, position: 5 })).toEqual({
      kind: 'unknown',
      detail: expect.stringMatching(
        /^Neither the log nor landing holds a record at partition 0, position 5 /,
      ),
    });
    expect(await world.failure({ partition: 9, position: 4 })).toMatchObject({ kind: 'unknown' });
  });

  it('finds an event with its copies by source and id, in flight or refined, each once', async () => {
    const world = await open();
    await world.append(reading('same'), reading('other'), reading('same'), reading('same'));
    world.refined.fate(1, 'refined', { id: 'same' });
    world.refined.fate(3, 'duplicate', { id: 'same' });
    world.refined.through(3);
    const traced = await world.trace({ source: SOURCE, id: 'same' });
    expect(traced.map(({ position }) => position)).toEqual([1, 3, 4]);
    expect(statesOf(traced.slice(2))).toMatchObject({ refined: 'pending' });
    expect(detailsOf(traced.slice(1), 'refined')).toContainEqual({
      name: 'duplicate of',
      value: 'partition 0, position 1',
    });
  });

  it('searches no further than identities are unique, and says what to do', async () => {
    const world = await open();
    await world.append(...five);
    expect(await world.failure({ source: SOURCE, id: 'nobody' })).toEqual({
      kind: 'unknown',
      detail:
        'No record of telemetry appended from 2026-11-16T14:00:00.001Z to 2026-11-23T14:00:00.001Z has this source and id. Widen or move from and to.',
    });
    expect(world.refined.asked).toEqual([`${T0 + 1 - 7 * DAY_MS} ${T0 + 1}`]);
    const long = { source: SOURCE, id: 'e1', from: T0 - 8 * DAY_MS, to: T0 };
    expect(await world.failure(long)).toMatchObject({ kind: 'too-long' });
    expect(await world.failure({ source: SOURCE, id: 'e1', to: T0 })).toMatchObject({ kind: 'unknown' });
  });
});
