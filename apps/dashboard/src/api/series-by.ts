import { useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { request } from './request.ts';

/** A step of a group's series, or of all the groups behind the first ones together. */
export interface SeriesRow {
  readonly time: number;
  /** Null for the others together, and for rows without a value of the dimension. */
  readonly series: string | null;
  /** From 1 on; one more than `top` for the others. */
  readonly rank: number;
  readonly value: number | null;
  /** How many groups there are. */
  readonly groups: number;
}

export interface SeriesByRequest {
  readonly kpi: string;
  readonly dimension: string;
  /** ms since the epoch */
  readonly from: number;
  readonly to: number;
  /** In windows of the KPI's model. */
  readonly step: number;
  readonly top: number;
  /** One value of each of some other dimensions. */
  readonly where: Readonly<Record<string, string>>;
}

interface Answer {
  readonly rows: readonly (readonly [string, string | null, number, number | null, number])[];
  readonly nextCursor?: string;
}

/** The body of `POST /query` that asks for a KPI's series by a dimension. */
export const seriesByBody = ({ kpi, dimension, from, to, step, top, where }: SeriesByRequest) => ({
  query: `${kpi}_by_${dimension}`,
  params: { ...where, from: new Date(from).toISOString(), to: new Date(to).toISOString(), step, top },
});

/** A KPI's series by a dimension; not asked for while `wanted` is undefined. */
export function useSeriesBy(wanted: SeriesByRequest | undefined) {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['metrics', 'by', wanted],
    queryFn: ({ signal }) => readAll(wanted as SeriesByRequest, signal),
    enabled: wanted !== undefined,
    // What is held of another KPI or dimension would be shown under the wrong name.
    placeholderData: (held, query) =>
      isAlike(query?.queryKey[2] as SeriesByRequest | undefined, wanted) ? held : undefined,
    refetchInterval: refetchInterval === false ? false : 2 * refetchInterval,
  });
}

const isAlike = (held: SeriesByRequest | undefined, wanted: SeriesByRequest | undefined): boolean =>
  held !== undefined && held.kpi === wanted?.kpi && held.dimension === wanted.dimension;

async function readAll(wanted: SeriesByRequest, signal: AbortSignal): Promise<readonly SeriesRow[]> {
  const found: SeriesRow[] = [];
  let cursor: string | undefined;
  do {
    const body = { ...seriesByBody(wanted), ...(cursor !== undefined && { cursor }) };
    const answer: Answer = await request<Answer>('/query', { method: 'POST', body, signal });
    for (const [time, series, rank, value, groups] of answer.rows)
      found.push({ time: Date.parse(time), series, rank, value, groups });
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return found;
}
