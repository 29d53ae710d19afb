import { DAY_MS, type Clock } from '@dataforge/kernel';
import { MOST_AHEAD_MS } from '@dataforge/lake';
import type { KpiDefinition } from '@dataforge/products';
import type { Anomaly, Band } from '../domain/anomaly.ts';
import type { AnomalyPlace, AnomalyStore } from '../ports/anomaly-store.ts';

/** Times in ms since the epoch; a week up to now where they are missing. */
interface RangeRequest {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
}

export interface AnomalyRequest extends RangeRequest {
  readonly kpi?: string | undefined;
  readonly after?: AnomalyPlace | undefined;
}

export interface ReadAnomaly extends Anomaly {
  readonly product: string;
}

/** `next` is the place to go on after; absent at the end. */
export interface AnomalyPage {
  readonly items: readonly ReadAnomaly[];
  readonly next?: AnomalyPlace;
}

export interface BandRequest extends RangeRequest {
  readonly kpi: string;
  /** Where a page begins, as the one before it said. */
  readonly start?: number | undefined;
}

export interface BandPage {
  readonly items: readonly Band[];
  /** Start of the first band of the next page; absent at the end. */
  readonly next?: number;
}

export interface ReadAnomalies {
  /** The newest first. An anomaly of a KPI that is no more is not answered. */
  anomalies(request: AnomalyRequest): Promise<AnomalyPage>;
  bands(request: BandRequest): Promise<BandPage>;
}

const DEFAULT_SPAN_MS = 7 * DAY_MS;

/** What was found and what was expected, as it is stored. */
export function readAnomalies(
  { store, clock }: { readonly store: AnomalyStore; readonly clock: Clock },
  { kpis }: { readonly kpis: readonly Pick<KpiDefinition, 'id' | 'product'>[] },
): ReadAnomalies {
  const products = new Map(kpis.map(({ id, product }) => [id, product]));
  // A bucket that is open now started before now, and by a wrong clock a little later.
  const rangeOf = ({ from, to = clock.now() + MOST_AHEAD_MS }: Omit<RangeRequest, 'limit'>) => ({
    from: from ?? to - DEFAULT_SPAN_MS,
    to,
  });
  return {
    async anomalies({ kpi, after, limit, ...range }) {
      const found = await store.anomalies({ kpi, ...rangeOf(range), after, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page[page.length - 1];
      const items = page.flatMap((anomaly) => {
        const product = products.get(anomaly.kpi);
        return product === undefined ? [] : [{ ...anomaly, product }];
      });
      return { items, ...(found.length > limit && last && { next: { kpi: last.kpi, from: last.from } }) };
    },
    async bands({ kpi, start = -Infinity, limit, ...range }) {
      const { from, to } = rangeOf(range);
      const found = await store.bands(kpi, Math.max(from, start), to, limit + 1);
      const next = found[limit];
      return { items: found.slice(0, limit), ...(next && { next: next.time }) };
    },
  };
}
