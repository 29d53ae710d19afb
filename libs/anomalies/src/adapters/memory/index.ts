import type { Anomaly, Band } from '../../domain/anomaly.ts';
import { byNewest } from '../../domain/anomaly-order.ts';
import type { AnomalyStore, Watch } from '../../ports/anomaly-store.ts';

/** The anomaly store of tests and the simulation. */
export function memoryAnomalyStore(): AnomalyStore {
  const watches = new Map<string, Watch>();
  const bands = new Map<string, Map<number, Band>>();
  const anomalies = new Map<string, Anomaly>();
  const keyOf = ({ kpi, from }: Pick<Anomaly, 'kpi' | 'from'>) => JSON.stringify([kpi, from]);
  const bandsOf = (kpi: string) => {
    const held = bands.get(kpi) ?? new Map<number, Band>();
    bands.set(kpi, held);
    return held;
  };
  return {
    // Copies: a detector changes its state in place.
    watch: async (kpi) => structuredClone(watches.get(kpi)),
    async commit(changes) {
      if (changes.watch) watches.set(changes.watch.kpi, structuredClone(changes.watch));
      for (const band of changes.bands ?? []) bandsOf(band.kpi).set(band.time, band);
      for (const gone of changes.withdrawn ?? []) anomalies.delete(keyOf(gone));
      for (const anomaly of changes.anomalies ?? []) anomalies.set(keyOf(anomaly), anomaly);
    },
    bands: async (kpi, from, to, limit) =>
      [...bandsOf(kpi).values()]
        .filter(({ time }) => from <= time && time < to)
        .sort((a, b) => a.time - b.time)
        .slice(0, limit),
    anomalies: async ({ kpi, from, to, after, limit }) =>
      [...anomalies.values()]
        .filter((held) => (kpi === undefined || held.kpi === kpi) && from <= held.from && held.from < to)
        .filter((held) => after === undefined || byNewest(held, after) > 0)
        .sort(byNewest)
        .slice(0, limit),
    latest: async (kpi, time) =>
      [...anomalies.values()].filter((held) => held.kpi === kpi && held.from <= time).sort(byNewest)[0],
    async trim(kpi, time) {
      for (const held of [...bandsOf(kpi).keys()]) if (held < time) bandsOf(kpi).delete(held);
      for (const held of [...anomalies.values()])
        if (held.kpi === kpi && held.from < time) anomalies.delete(keyOf(held));
    },
  };
}
