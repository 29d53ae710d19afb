import type { Target } from './target.ts';

/** A KPI's points by the start of their bucket, ms since the epoch; gaps are left out. */
export type Points = ReadonlyMap<number, number>;

export interface SeriesRange {
  /** ms since the epoch; widened to whole steps. */
  readonly from: number;
  readonly to: number;
  /** For example `1m`; the server chooses one without it. */
  readonly step?: string;
}

/** A series as `GET /metrics` serves it from the KPI store. */
export async function kpiSeries({ url, token }: Target, kpi: string, range: SeriesRange): Promise<Points> {
  const query = new URLSearchParams({
    kpi,
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    ...(range.step !== undefined && { step: range.step }),
  });
  const response = await fetch(`${url}/metrics?${query}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`GET /metrics: ${response.status} ${await response.text()}`);
  const { items } = (await response.json()) as {
    items: { points: { time: string; value: number | null }[] }[];
  };
  const points = new Map<number, number>();
  for (const { time, value } of items[0]?.points ?? [])
    if (value !== null) points.set(Date.parse(time), value);
  return points;
}
