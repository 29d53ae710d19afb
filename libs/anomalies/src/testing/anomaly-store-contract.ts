import type { Anomaly, Band } from '../domain/anomaly.ts';
import type { AnomalyPlace, AnomalyStore, Watch } from '../ports/anomaly-store.ts';

export interface OpenAnomalyStore {
  readonly store: AnomalyStore;
  readonly close: () => Promise<void>;
  /** Closes and opens the same data again, for stores that outlive their process. */
  readonly reopen?: () => Promise<AnomalyStore>;
}

const KPI = 'telemetry.readings';
const OTHER = 'telemetry.reading';
const EVER = { from: -1e12, to: 1e15, limit: 100 };

const anomaly = (from: number, rest: Partial<Anomaly> = {}): Anomaly => ({
  kpi: KPI,
  from,
  to: from + 60_000,
  direction: 'above',
  score: 1.2,
  value: 0.1 + 0.2,
  expected: { low: -1e-7, mid: 0, high: 0.25 },
  detectedAt: 1_800_000_000_123,
  ...rest,
});

const band = (time: number, rest: Partial<Band> = {}): Band => ({
  kpi: KPI,
  time,
  low: 1 / 3,
  mid: 0.5,
  high: 2,
  ...rest,
});

const watch = (through: number, rest: Partial<Watch> = {}): Watch => ({
  kpi: KPI,
  through,
  version: 'some detector',
  state: { level: 1 / 3, recent: [1, 2, 3], nothing: null },
  open: null,
  ...rest,
});

/** What every anomaly store keeps to; `open` gives a fresh store each time. */
export function anomalyStoreContract(adapterName: string, open: () => Promise<OpenAnomalyStore>): void {
  describe(`anomaly store: ${adapterName}`, () => {
    let opened: OpenAnomalyStore;
    let store: AnomalyStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    watches(() => store);
    lists(() => store);
    trims(() => store);

    it('answers bands in the order of time, the start included and the end excluded, no more than the limit', async () => {
      const bands = [180_000, -60_000, 60_000, 120_000].map((time) => band(time));
      await store.commit({ bands: [...bands, band(60_000, { kpi: OTHER })] });

      const times = async (from: number, to: number, limit = 9) =>
        (await store.bands(KPI, from, to, limit)).map(({ time }) => time);
      expect(await times(-60_000, 180_000)).toEqual([-60_000, 60_000, 120_000]);
      expect(await times(60_001, 180_001, 1)).toEqual([120_000]);
      expect(await store.bands(OTHER, 0, 1e15, 9)).toEqual([band(60_000, { kpi: OTHER })]);
    });

    it('still has everything after it was opened again', async () => {
      if (!opened.reopen) return;
      await store.commit({ watch: watch(60_000), bands: [band(60_000)], anomalies: [anomaly(60_000)] });

      store = await opened.reopen();

      expect(await store.watch(KPI)).toEqual(watch(60_000));
      expect(await store.bands(KPI, 0, 1e15, 9)).toEqual([band(60_000)]);
      expect(await store.anomalies(EVER)).toEqual([anomaly(60_000)]);
    });
  });
}

function watches(store: () => AnomalyStore): void {
  it('gives the newest watch of a KPI back as it came, and none of another', async () => {
    await store().commit({ watch: watch(60_000) });
    await store().commit({ watch: watch(120_000, { open: 60_000 }) });

    expect(await store().watch(KPI)).toEqual(watch(120_000, { open: 60_000 }));
    expect(await store().watch(OTHER)).toBeUndefined();
  });

  it('keeps a state apart from what a detector does with it before and after', async () => {
    const state = { level: 1 };
    await store().commit({ watch: watch(60_000, { state }) });
    state.level = 2;
    const held = (await store().watch(KPI)) as Watch;
    (held.state as { level: number }).level = 3;

    expect((await store().watch(KPI))?.state).toEqual({ level: 1 });
  });
}

function lists(store: () => AnomalyStore): void {
  it('lists anomalies the newest first and those of one time by KPI, in a range of their starts', async () => {
    const all = [anomaly(60_000), anomaly(120_000, { kpi: OTHER }), anomaly(120_000), anomaly(180_000)];
    await store().commit({ anomalies: all });

    expect(await store().anomalies(EVER)).toEqual([all[3], all[1], all[2], all[0]]);
    expect(await store().anomalies({ ...EVER, from: 120_000, to: 180_000 })).toEqual([all[1], all[2]]);
    expect(await store().anomalies({ ...EVER, kpi: KPI, from: 60_000, to: 180_000 })).toEqual([
      all[2],
      all[0],
    ]);
  });

  it.each([undefined, KPI])('gives pages that hold each anomaly once, of %s', async (kpi) => {
    const starts = [300_000, 60_000, 120_000, 120_000, 240_000, -60_000];
    await store().commit({
      anomalies: starts.map((from, index) => anomaly(from, { kpi: index % 2 === 0 ? KPI : OTHER })),
    });
    const whole = await store().anomalies({ ...EVER, kpi });

    const pages: Anomaly[] = [];
    for (let after: AnomalyPlace | undefined; ;) {
      const page = await store().anomalies({ ...EVER, kpi, after, limit: 1 });
      if (page.length === 0) break;
      pages.push(...page);
      after = page[0];
    }

    expect(whole).toHaveLength(kpi === undefined ? 6 : 3);
    expect(pages).toEqual(whole);
    const behindAll = { kpi: 'zzz', from: 120_000 };
    expect(await store().anomalies({ ...EVER, kpi, after: behindAll })).toEqual(
      whole.filter(({ from }) => from < 120_000),
    );
    expect(await store().anomalies({ ...EVER, kpi, to: 120_000, after: whole[0] })).toEqual(
      whole.filter(({ from }) => from < 120_000),
    );
  });

  it('replaces an anomaly of the same start, withdraws one, and finds the last before a time', async () => {
    await store().commit({ anomalies: [anomaly(60_000), anomaly(180_000)] });
    await store().commit({
      anomalies: [anomaly(60_000, { to: 240_000, score: 3 })],
      withdrawn: [anomaly(180_000), anomaly(999_000)],
    });

    const longer = anomaly(60_000, { to: 240_000, score: 3 });
    expect(await store().anomalies(EVER)).toEqual([longer]);
    expect(await store().latest(KPI, 59_999)).toBeUndefined();
    expect(await store().latest(KPI, 60_000)).toEqual(longer);
    expect(await store().latest(KPI, 1e15)).toEqual(longer);
    expect(await store().latest(OTHER, 1e15)).toBeUndefined();
  });
}

function trims(store: () => AnomalyStore): void {
  it('forgets the bands and anomalies of a KPI before a time, and nothing else', async () => {
    const times = [60_000, 120_000, 180_000];
    await store().commit({
      watch: watch(180_000),
      bands: [...times.map((time) => band(time)), band(60_000, { kpi: OTHER })],
      anomalies: [...times.map((from) => anomaly(from)), anomaly(60_000, { kpi: OTHER })],
    });

    await store().trim(KPI, 120_000);

    expect((await store().bands(KPI, 0, 1e15, 9)).map(({ time }) => time)).toEqual([120_000, 180_000]);
    expect((await store().anomalies(EVER)).map(({ from }) => from)).toEqual([180_000, 120_000, 60_000]);
    expect(await store().bands(OTHER, 0, 1e15, 9)).toHaveLength(1);
    expect((await store().watch(KPI))?.through).toBe(180_000);
  });
}
