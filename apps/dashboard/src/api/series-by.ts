import { useQuery } from '@tanstack/react-query';
import { usePolling } from '../live/live-store.ts';
import { ask, type Question } from './query.ts';
import { inRfc3339, type Span } from '../time/span.ts';

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

export interface SeriesByRequest extends Span {
  readonly kpi: string;
  readonly dimension: string;
  /** In windows of the KPI's model. */
  readonly step: number;
  readonly top: number;
  /** One value of each of some other dimensions. */
  readonly where: Readonly<Record<string, string>>;
}

/** A row as the query answers it; its columns are the same for every KPI. */
type ToldRow = [time: string, series: string | null, rank: number, value: number | null, groups: number];

/** As many as are asked for at once: more than any step of the page makes. */
const MOST_ROWS = 100_000;

/** The question for a KPI's series by a dimension. */
export const seriesByQuestion = ({
  kpi,
  dimension,
  step,
  top,
  where,
  ...span
}: SeriesByRequest): Question => ({
  query: `${kpi}_by_${dimension}`,
  params: { ...where, ...inRfc3339(span), step, top },
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
  const { rows } = await ask(seriesByQuestion(wanted), { limit: MOST_ROWS, maxAge: 0, signal });
  return rows.map((row) => {
    const [time, series, rank, value, groups] = row as ToldRow;
    return { time: Date.parse(time), series, rank, value, groups };
  });
}
