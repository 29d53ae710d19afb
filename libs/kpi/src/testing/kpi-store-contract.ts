import { NOTED_SEQUENCES, type KpiPoint, type KpiStore } from '../ports/kpi-store.ts';

export interface OpenKpiStore {
  readonly store: KpiStore;
  readonly close: () => Promise<void>;
  /** Closes and opens the same data again, for stores that outlive their process. */
  readonly reopen?: () => Promise<KpiStore>;
}

const KPI = 'telemetry.readings';
const FOREVER = 1e15;

const point = (bucket: number, sequence: number, rest: Partial<KpiPoint> = {}): KpiPoint => ({
  kpi: KPI,
  bucket,
  value: bucket / 7,
  weight: 1,
  corrections: 0,
  watermark: 1_800_000_000_123,
  appendedAt: 1_800_000_000_456,
  sequence,
  ...rest,
});

const newestOf = async (store: KpiStore, kpi: string, through: number) =>
  (await store.newest(kpi, through, 1))[0];

/** What every KPI store keeps to; `open` gives a fresh store each time. */
export function kpiStoreContract(adapterName: string, open: () => Promise<OpenKpiStore>): void {
  describe(`KPI store: ${adapterName}`, () => {
    let opened: OpenKpiStore;
    let store: KpiStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const buckets = async (from = -1e12, to = FOREVER, limit = 1_000) =>
      (await store.series(KPI, from, to, limit)).map((held) => held.bucket);

    versions(() => store);
    ranges(() => store, buckets);

    it('has no points and has never been written at the start', async () => {
      expect(await store.empty()).toBe(true);
      expect(await newestOf(store, KPI, FOREVER)).toBeUndefined();
      expect(await buckets()).toEqual([]);
    });

    it('is still empty after an upsert of nothing', async () => {
      await store.upsert([]);

      expect(await store.empty()).toBe(true);
    });

    it('forgets what lies before the trim and nothing else, and stays written', async () => {
      const other = point(60_000, 1, { kpi: 'telemetry.reading' });
      await store.upsert([point(60_000, 1), point(120_000, 1), point(180_000, 1), other]);

      await store.trim(KPI, 120_000);
      expect(await buckets()).toEqual([120_000, 180_000]);
      expect(await newestOf(store, 'telemetry.reading', FOREVER)).toEqual(other);

      await store.trim(KPI, FOREVER);
      expect(await buckets()).toEqual([]);
      expect(await newestOf(store, KPI, FOREVER)).toBeUndefined();
      expect(await store.empty()).toBe(false);
    });

    it('tells when the points of a commit came, by what came with it or next after it', async () => {
      await store.upsert([point(60_000, 3), point(120_000, 5)], 1_000);
      await store.upsert([point(60_000, 9)], 2_000);

      expect(await Promise.all([5, 6, 9].map((sequence) => store.storedAt(sequence)))).toEqual([
        1_000, 2_000, 2_000,
      ]);
    });

    it('does not know when those came before which nothing is noted, or after which nothing came', async () => {
      expect(await store.storedAt(1)).toBeUndefined();
      await store.upsert([point(60_000, 5)], 1_000);
      await store.upsert([point(60_000, 7)]);

      expect(await Promise.all([4, 6, 7].map((sequence) => store.storedAt(sequence)))).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('forgets what it noted long ago', async () => {
      await store.upsert([point(60_000, 5)], 1_000);
      await store.upsert([point(60_000, 5 + NOTED_SEQUENCES)], 2_000);
      expect(await store.storedAt(5)).toBe(1_000);

      await store.upsert([point(60_000, 6 + NOTED_SEQUENCES)], 3_000);

      expect(await store.storedAt(5)).toBeUndefined();
      expect(await store.storedAt(6 + NOTED_SEQUENCES)).toBe(3_000);
    });

    it('keeps the first time of points that come again', async () => {
      await store.upsert([point(60_000, 5)], 1_000);
      await store.upsert([point(60_000, 5)], 2_000);

      expect(await store.storedAt(5)).toBe(1_000);
    });

    it('trims a KPI that it has never seen', async () => {
      await store.trim('nobody.knows', 1);

      expect(await store.empty()).toBe(true);
    });

    it('still has everything after it was opened again', async () => {
      if (!opened.reopen) return;
      await store.upsert([point(60_000, 3), point(120_000, 4, { value: null, watermark: null })], 7_000);

      store = await opened.reopen();

      expect(await store.series(KPI, 0, FOREVER, 10)).toEqual([
        point(60_000, 3),
        point(120_000, 4, { value: null, watermark: null }),
      ]);
      expect(await store.storedAt(4)).toBe(7_000);
      expect(await store.empty()).toBe(false);
    });
  });
}

function versions(store: () => KpiStore): void {
  it('gives a point back as it came, to the last digit', async () => {
    const exact = point(60_000, 9_007_199_254_740_991, { value: 0.1 + 0.2, weight: 1e-7, corrections: 3 });

    await store().upsert([exact]);

    expect(await newestOf(store(), KPI, FOREVER)).toEqual(exact);
    expect(await store().empty()).toBe(false);
  });

  it('keeps a gap and a missing watermark as null', async () => {
    const gap = point(60_000, 1, { value: null, weight: 0, watermark: null });

    await store().upsert([gap]);

    expect(await store().series(KPI, 0, 120_000, 10)).toEqual([gap]);
  });

  it('lets a greater sequence replace a smaller one and never the other way round', async () => {
    await store().upsert([point(60_000, 5, { value: 5 })]);
    await store().upsert([point(60_000, 4, { value: 4 })]);
    expect((await newestOf(store(), KPI, FOREVER))?.value).toBe(5);

    await store().upsert([point(60_000, 6, { value: null })]);
    expect((await newestOf(store(), KPI, FOREVER))?.value).toBeNull();
  });

  it('keeps the greatest sequence of a point that comes several times in one upsert', async () => {
    await store().upsert([
      point(60_000, 2, { value: 2 }),
      point(60_000, 3, { value: 3 }),
      point(60_000, 1, { value: 1 }),
    ]);

    expect(await store().series(KPI, 0, FOREVER, 10)).toEqual([point(60_000, 3, { value: 3 })]);
  });

  it('changes nothing when the same points come again', async () => {
    const points = [point(60_000, 1), point(120_000, 1)];
    await store().upsert(points);

    await store().upsert(points);

    expect(await store().series(KPI, 0, FOREVER, 10)).toEqual(points);
  });

  it('ends with the greatest sequence when upserts run at the same time', async () => {
    const sequences = [7, 3, 19, 11, 2, 20, 13, 5];

    await Promise.all(
      sequences.map((sequence) =>
        store().upsert([
          point(60_000, sequence, { value: sequence }),
          point(sequence * 60_000 + 60_000, sequence),
        ]),
      ),
    );

    expect((await store().series(KPI, 60_000, 60_001, 10))[0]?.value).toBe(20);
    expect(await store().series(KPI, 60_001, FOREVER, 100)).toHaveLength(sequences.length);
  });
}

function ranges(
  store: () => KpiStore,
  buckets: (from?: number, to?: number, limit?: number) => Promise<readonly number[]>,
): void {
  it('answers a range in bucket order, its start included and its end excluded', async () => {
    await store().upsert([180_000, 60_000, 240_000, 120_000].map((bucket) => point(bucket, 1)));

    expect(await buckets(60_000, 240_000)).toEqual([60_000, 120_000, 180_000]);
    expect(await buckets(60_001, 240_001)).toEqual([120_000, 180_000, 240_000]);
    expect(await buckets(120_000, 120_000)).toEqual([]);
  });

  it('orders buckets as numbers, those before 1970 too', async () => {
    await store().upsert([1_800_000_000_000, -60_000, 9_000, 10_000, 0].map((bucket) => point(bucket, 1)));

    expect(await buckets()).toEqual([-60_000, 0, 9_000, 10_000, 1_800_000_000_000]);
  });

  it('answers no more than the limit, the first ones', async () => {
    await store().upsert([60_000, 120_000, 180_000].map((bucket) => point(bucket, 1)));

    expect(await buckets(0, FOREVER, 2)).toEqual([60_000, 120_000]);
  });

  it('keeps KPIs apart, even when one name begins with the other', async () => {
    const kpis = ['a', 'a.b', 'a.b.c', 'b'];
    await store().upsert(kpis.map((kpi, index) => point((index + 1) * 60_000, 1, { kpi })));

    for (const [index, kpi] of kpis.entries()) {
      expect(await store().series(kpi, 0, FOREVER, 10)).toEqual([point((index + 1) * 60_000, 1, { kpi })]);
      expect((await newestOf(store(), kpi, FOREVER))?.bucket).toBe((index + 1) * 60_000);
    }
  });

  it('finds the point of the greatest bucket, whatever came last', async () => {
    await store().upsert([point(600_000, 1)]);
    await store().upsert([point(60_000, 2), point(120_000, 3)]);

    expect(await newestOf(store(), KPI, FOREVER)).toEqual(point(600_000, 1));
  });

  it('finds the point of the greatest bucket up to a time, and none where all are after it', async () => {
    const other = point(30_000, 1, { kpi: 'telemetry.a' });
    await store().upsert([other, ...[60_000, 120_000, 180_000].map((bucket) => point(bucket, 1))]);

    expect(await newestOf(store(), KPI, 179_999)).toEqual(point(120_000, 1));
    expect(await newestOf(store(), KPI, 180_000)).toEqual(point(180_000, 1));
    expect(await newestOf(store(), KPI, 59_999)).toBeUndefined();
  });

  it('gives the last points in bucket order, as many as are asked for, also over gaps and after changes', async () => {
    const newest = async (through: number, limit: number) =>
      (await store().newest(KPI, through, limit)).map(({ bucket, value }) => [bucket / 60_000, value]);
    await store().upsert([1, 2, 5, 6].map((minute) => point(minute * 60_000, 1, { value: minute })));
    expect(await newest(FOREVER, 3)).toEqual([
      [2, 2],
      [5, 5],
      [6, 6],
    ]);
    expect(await newest(5 * 60_000, 100)).toEqual([
      [1, 1],
      [2, 2],
      [5, 5],
    ]);

    await store().upsert([point(120_000, 2, { value: 20 }), point(420_000, 1, { value: 7 })]);
    await store().trim(KPI, 100_000);

    expect(await newest(FOREVER, 100)).toEqual([
      [2, 20],
      [5, 5],
      [6, 6],
      [7, 7],
    ]);
  });

  it('gives as many of the last points of a long series as are asked for', async () => {
    const minutes = Array.from({ length: 500 }, (_, minute) => minute);
    await store().upsert(minutes.map((minute) => point(minute * 60_000, 1)));

    for (const limit of [1, 100, 400, 1_000]) {
      const newest = await store().newest(KPI, 450 * 60_000, limit);
      expect(newest.map(({ bucket }) => bucket / 60_000)).toEqual(minutes.slice(0, 451).slice(-limit));
    }
  });
}
