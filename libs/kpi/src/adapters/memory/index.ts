import { NOTED_SEQUENCES, type KpiPoint, type KpiStore } from '../../ports/kpi-store.ts';

/** The KPI store of tests and the simulation. */
export function memoryKpiStore(): KpiStore {
  const series = new Map<string, Map<number, KpiPoint>>();
  const noted = new Map<number, number>();
  let written = false;
  const ordered = (kpi: string) => [...(series.get(kpi)?.values() ?? [])].sort((a, b) => a.bucket - b.bucket);
  return {
    async upsert(points, at) {
      const newest = Math.max(...points.map(({ sequence }) => sequence));
      if (at !== undefined && points.length > 0 && !noted.has(newest)) noted.set(newest, at);
      for (const old of noted.keys()) if (old < newest - NOTED_SEQUENCES) noted.delete(old);
      for (const point of points) {
        const held = series.get(point.kpi) ?? new Map<number, KpiPoint>();
        series.set(point.kpi, held);
        const stored = held.get(point.bucket);
        if (!stored || stored.sequence < point.sequence) held.set(point.bucket, point);
        written = true;
      }
    },
    series: async (kpi, from, to, limit) =>
      ordered(kpi)
        .filter((point) => from <= point.bucket && point.bucket < to)
        .slice(0, limit),
    newest: async (kpi, through, limit) =>
      ordered(kpi)
        .filter((point) => point.bucket <= through)
        .slice(-limit),
    async storedAt(sequence) {
      const sequences = [...noted.keys()].sort((a, b) => a - b);
      const found = sequences.find((one) => one >= sequence);
      if (found === undefined || (found !== sequence && found === sequences[0])) return undefined;
      return noted.get(found);
    },
    async trim(kpi, bucket) {
      const held = series.get(kpi);
      for (const start of [...(held?.keys() ?? [])]) if (start < bucket) held?.delete(start);
    },
    empty: async () => !written,
  };
}
