import type { Report } from './fault.ts';
import type { KnownModels } from './known-models.ts';
import { goldTable, type KpiDefinition, type NamedQuery } from './product.ts';
import { readQuery } from './read-query.ts';

/** A minute, an hour or a day in ms, which a window's start is counted in. */
const GRAIN_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** How points make the point of a longer step; the same rules that `GET /metrics` rolls up by. */
const ROLLUP: Readonly<Record<KpiDefinition['rollup'], (window: string) => string>> = {
  sum: () => 'SUM(_value)',
  min: () => 'MIN(_value)',
  max: () => 'MAX(_value)',
  last: (window) => `MAX_BY(_value, ${window})`,
  mean: () => 'SUM(_value * _weight) / NULLIF(SUM(CASE WHEN _value IS NOT NULL THEN _weight END), 0)',
};

/** The parameters that every query by a dimension has. */
export const STEP_PARAMETERS: readonly string[] = ['from', 'to', 'step', 'top'];

/** The named queries that the KPIs' dimensions make: `<id>_by_<dimension>`, read like those of files. */
export function queriesByDimension(
  known: KnownModels,
  kpis: readonly KpiDefinition[],
  report: Report,
): readonly NamedQuery[] {
  return kpis.flatMap((kpi) => {
    const { materialise } = known.gold.find(({ name }) => name === kpi.model) ?? {};
    if (materialise?.kind !== 'windows') return [];
    const name = kpi.id.slice(kpi.product.length + 1);
    return (kpi.dimensions ?? []).map((dimension) =>
      readQuery(
        known,
        `${name}_by_${dimension}`,
        sqlOf(kpi, dimension, materialise.window),
        (_place, detail) => report(`/kpis/${name}/dimensions`, detail),
      ),
    );
  });
}

/**
 * The query of a KPI's series by one of its dimensions, as its file would be written: for each step a row per
 * series, `top` of which are groups of their own, ranked by the KPI's value over the whole range; the row of rank
 * `top` + 1 is the KPI over all the others together. `groups` is how many groups there are. Names that begin with an
 * underscore are free: no gold column has one.
 */
function sqlOf(
  { product, title, model, grain, where, rollup, ...kpi }: KpiDefinition,
  dimension: string,
  window: string,
): string {
  const others = (kpi.dimensions ?? []).filter((name) => name !== dimension);
  const conditions = [
    `${window} >= $from AND ${window} < $to`,
    ...(where === undefined ? [] : [`(${where})`]),
    ...others.map((name) => `($${name} IS NULL OR CAST(${name} AS STRING) = $${name})`),
  ];
  const value = `CAST(${kpi.value} AS DOUBLE)`;
  return `-- title: ${title}, by ${dimension}
-- param: from timestamp required -- the start, inclusive
-- param: to timestamp required -- the end, exclusive
-- param: step integer default 1 between 1 and 100000 -- how many ${grain}s make a row
-- param: top integer default 5 between 1 and 50 -- how many have rows of their own, the highest first; the rest is one
${others.map((name) => `-- param: ${name} string -- only this ${name}; all without it\n`).join('')}\
WITH picked AS (
  SELECT * FROM gold.${goldTable(product, model)}
  WHERE ${conditions.join('\n    AND ')}
), ranked AS (
  SELECT ${dimension} AS _group,
    ROW_NUMBER() OVER (ORDER BY ${value} DESC NULLS LAST, ${dimension}) AS _rank,
    COUNT(*) OVER () AS _groups
  FROM picked GROUP BY ${dimension}
), points AS (
  SELECT LEAST(_rank, $top + 1) AS _place, ${window},
    MIN(CASE WHEN _rank <= $top THEN CAST(_group AS STRING) END) AS _series,
    MAX(_groups) AS _of, ${value} AS _value, CAST(${kpi.weight} AS DOUBLE) AS _weight
  FROM picked JOIN ranked ON ${dimension} IS NOT DISTINCT FROM _group
  GROUP BY LEAST(_rank, $top + 1), ${window}
), steps AS (
  SELECT *, ${window} - INTERVAL '1' ${grain.toUpperCase()}
      * (CAST(UNIX_MILLIS(${window}) / ${GRAIN_MS[grain]} AS BIGINT) % $step) AS _step
  FROM points
)
SELECT _step AS time, MIN(_series) AS series, _place AS rank, ${ROLLUP[rollup](window)} AS value, MAX(_of) AS groups
FROM steps
GROUP BY _step, _place
ORDER BY time, rank
`;
}
