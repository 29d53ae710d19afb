import type { QueryRequest } from '../ports/query-engine.ts';

export interface HonestStatement {
  readonly sql: string;
  readonly parameters?: QueryRequest['parameters'];
}

const M = 'gold.telemetry_device_minutes';
const H = 'gold.telemetry_device_hours';
const D = 'gold.webhooks_deliveries_hourly';
const R = 'gold.webhooks_resources';

const plain = (...statements: readonly string[]): readonly HonestStatement[] =>
  statements.map((sql) => ({ sql }));

/** What an analyst asks of the two products' gold; each gives at least one row. */
export const HONEST_STATEMENTS: readonly HonestStatement[] = [
  ...plain(
    `SELECT * FROM ${M} ORDER BY minute, device, metric LIMIT 10`,
    `FROM ${D} SELECT provider, count WHERE count > 0`,
    `SELECT * EXCLUDE (last_order, _corrections, _appended_at) FROM ${H}`,
    `SELECT t.* FROM ${R} AS t WHERE t.provider = 'github'`,
    `SELECT COLUMNS('^latency') FROM ${D}`,
    `SELECT DISTINCT device, metric FROM ${M} ORDER BY ALL`,
    `SELECT DISTINCT ON (device) device, minute, last FROM ${M} ORDER BY device, minute DESC`,
    `SELECT device, SUM(count) AS n FROM ${M} GROUP BY device HAVING SUM(count) > 1 ORDER BY n DESC`,
    `SELECT device, metric, SUM(count) FROM ${M} GROUP BY ALL ORDER BY ALL`,
    `SELECT device, metric, SUM(count), GROUPING(device) FROM ${M} GROUP BY ROLLUP (device, metric)`,
    `SELECT provider, event_type, SUM(count) FROM ${D} GROUP BY CUBE (provider, event_type)`,
    `SELECT provider, event_type, SUM(count) FROM ${D} GROUP BY GROUPING SETS ((provider), (event_type), ())`,
    `SELECT device, COUNT(*) FILTER (WHERE metric = 'speed') AS speeds FROM ${M} GROUP BY device`,
    `SELECT COUNT(DISTINCT device), approx_count_distinct(device) FROM ${M}`,
    `SELECT device, AVG(mean), STDDEV(mean), MIN(min), MAX(max) FROM ${H} GROUP BY device`,
    `SELECT PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY p95) FROM ${M}`,
    `SELECT quantile_cont(latency_mean, [0.5, 0.9, 0.99]) FROM ${D}`,
    `SELECT median(mean), mode(metric), mad(mean) FROM ${M}`,
    `SELECT corr(min, max), regr_slope(max, min), covar_samp(min, max) FROM ${M}`,
    `SELECT device, arg_max(minute, max), arg_min(minute, min) FROM ${M} GROUP BY device`,
    `SELECT device, MAX_BY(last, last_order) AS last FROM ${M} GROUP BY device`,
    `SELECT bool_and(count > 0), bool_or(count > 1), product(count) FROM ${D}`,
    // Joins
    `SELECT m.device, m.minute, h.p95 FROM ${M} m JOIN ${H} h ON h.device = m.device AND h.metric = m.metric AND h.hour = date_trunc('hour', m.minute) LIMIT 20`,
    `SELECT d.hour, d.count, h.count FROM ${D} d LEFT JOIN ${H} h USING (hour) LIMIT 5`,
    `SELECT r.resource, d.count FROM ${R} r FULL JOIN ${D} d ON d.provider = r.provider AND d.event_type = r.event_type LIMIT 5`,
    `SELECT device FROM ${M} SEMI JOIN ${H} USING (device, metric) LIMIT 5`,
    `SELECT a.device FROM ${M} a ANTI JOIN (SELECT device FROM ${H} WHERE device = 'pump-0') b USING (device) LIMIT 5`,
    `SELECT m.minute, d.count FROM ${M} m ASOF JOIN ${D} d ON m.minute >= d.hour LIMIT 5`,
    `SELECT a.device, b.metric FROM (SELECT DISTINCT device FROM ${M}) a CROSS JOIN (SELECT DISTINCT metric FROM ${M}) b`,
    `SELECT m.device, x.n FROM ${M} m, LATERAL (SELECT m.count + 1 AS n) x LIMIT 5`,
    // CTEs and subqueries
    `WITH busy AS (SELECT device, SUM(count) AS n FROM ${M} GROUP BY device) SELECT * FROM busy WHERE n > 10`,
    `WITH gold AS (SELECT 1 AS x) SELECT * FROM gold`,
    `WITH a AS MATERIALIZED (SELECT hour, SUM(count) AS n FROM ${D} GROUP BY hour), b(h, n) AS (SELECT * FROM a) SELECT AVG(n) FROM b`,
    `WITH telemetry_device_minutes AS (SELECT 1 AS one) SELECT * FROM telemetry_device_minutes, ${M} LIMIT 1`,
    `SELECT * FROM ${M} WHERE device IN (SELECT device FROM ${H} WHERE count > 1) LIMIT 3`,
    `SELECT * FROM ${M} m WHERE EXISTS (SELECT 1 FROM ${H} h WHERE h.device = m.device) LIMIT 3`,
    `SELECT device, max, (SELECT MAX(max) FROM ${M}) AS most FROM ${M} LIMIT 3`,
    `SELECT * FROM ${M} WHERE max >= ALL (SELECT max FROM ${M})`,
    `SELECT ARRAY(SELECT DISTINCT device FROM ${M} ORDER BY device) AS devices`,
    `SELECT * FROM (SELECT device, COUNT(*) AS n FROM ${M} GROUP BY device) WHERE n = (SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM ${M} GROUP BY device))`,
    // Windows
    `SELECT device, minute, mean, AVG(mean) OVER (PARTITION BY device ORDER BY minute ROWS BETWEEN 4 PRECEDING AND CURRENT ROW) FROM ${M}`,
    `SELECT device, minute, mean - LAG(mean, 1, mean) OVER w AS change FROM ${M} WINDOW w AS (PARTITION BY device, metric ORDER BY minute)`,
    `SELECT device, minute, max FROM ${M} QUALIFY ROW_NUMBER() OVER (PARTITION BY device ORDER BY max DESC) <= 3`,
    `SELECT minute, SUM(count) OVER (ORDER BY minute RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND CURRENT ROW) FROM ${M}`,
    `SELECT provider, RANK() OVER (ORDER BY SUM(count) DESC), NTILE(2) OVER (ORDER BY provider) FROM ${D} GROUP BY provider`,
    `SELECT FIRST_VALUE(mean) OVER (PARTITION BY device ORDER BY minute), NTH_VALUE(mean, 2) OVER (PARTITION BY device ORDER BY minute) FROM ${M}`,
    // Set operations
    `SELECT device AS who FROM ${M} UNION SELECT provider FROM ${D}`,
    `SELECT device FROM ${M} INTERSECT SELECT device FROM ${H}`,
    `SELECT device FROM ${M} EXCEPT SELECT 'pump-0' ORDER BY 1`,
    `SELECT device, 1 AS a FROM ${M} UNION ALL BY NAME SELECT 2 AS b, device FROM ${H} LIMIT 3`,
    // Cases, dates, texts
    `SELECT CASE WHEN mean > 300 THEN 'hot' WHEN mean > 290 THEN 'warm' ELSE 'cold' END AS band, COUNT(*) FROM ${M} GROUP BY band`,
    `SELECT CASE metric WHEN 'speed' THEN 1 ELSE 0 END, IF(count > 1, 'many', 'one'), COALESCE(p95, mean), NULLIF(count, 0) FROM ${M}`,
    `SELECT date_trunc('day', minute) AS day, SUM(count) FROM ${M} GROUP BY day ORDER BY day`,
    `SELECT time_bucket(INTERVAL '15 minutes', minute) AS quarter, AVG(mean) FROM ${M} GROUP BY quarter ORDER BY quarter`,
    `SELECT EXTRACT(hour FROM minute) AS h, dayname(minute), SUM(count) FROM ${M} GROUP BY ALL ORDER BY ALL`,
    `SELECT strftime(minute, '%Y-%m-%d %H:%M') AS t, minute::DATE, minute + INTERVAL 1 HOUR FROM ${M} LIMIT 3`,
    `SELECT date_diff('minute', MIN(minute), MAX(minute)), age(MAX(minute), MIN(minute)), epoch_ms(MAX(minute)) FROM ${M}`,
    `SELECT COUNT(*) FROM ${M} WHERE minute BETWEEN TIMESTAMP '2026-11-23 00:00:00' AND TIMESTAMP '2026-11-24 00:00:00'`,
    `SELECT minute AT TIME ZONE 'UTC' FROM ${M} LIMIT 1`,
    `SELECT COUNT(*) FROM ${M} WHERE minute < now() AND minute < current_timestamp::TIMESTAMP`,
    `SELECT upper(device), length(device), substr(device, 1, 4), replace(device, '-', '_'), split_part(device, '-', 2) FROM ${M} LIMIT 3`,
    `SELECT concat_ws(' / ', device, metric) || '!' AS label, trim(' x '), left(device, 2), reverse(device) FROM ${M} LIMIT 3`,
    `SELECT * FROM ${M} WHERE device LIKE 'pump%' AND metric ILIKE 'TEMP%' AND regexp_matches(device, '^pump-[0-9]$') LIMIT 3`,
    `SELECT regexp_extract(device, '([0-9]+)', 1)::INTEGER AS n, TRY_CAST(device AS INTEGER) FROM ${M} LIMIT 3`,
    `SELECT round(mean, 2), floor(mean), abs(-mean), sqrt(mean), mean % 7, mean // 2, power(mean, 2) FROM ${M} LIMIT 3`,
    `SELECT CAST(SUM(count) AS DECIMAL(18, 2)) / 3 FROM ${M}`,
    // Lists, structs, maps
    `SELECT provider, list(DISTINCT event_type ORDER BY event_type) AS types FROM ${D} GROUP BY provider`,
    `SELECT device, string_agg(DISTINCT metric, ', ' ORDER BY metric) AS metrics FROM ${M} GROUP BY device`,
    `SELECT provider, 'types: ' || string_agg(DISTINCT event_type, ', ') FROM ${D} GROUP BY provider`,
    `SELECT list_contains(types, 'push'), len(types), types[1], types[1:2] FROM (SELECT list(event_type) AS types FROM ${D})`,
    `SELECT unnest(types) AS type FROM (SELECT list(DISTINCT event_type) AS types FROM ${D})`,
    `SELECT last_order.c1, struct_extract(last_order, 'c3') FROM ${R}`,
    `SELECT {'device': device, 'range': [min, max]} AS reading, (min, max) FROM ${M} LIMIT 3`,
    `SELECT MAP {'min': min, 'max': max} AS m, MAP {'a': 1}['a'] FROM ${M} LIMIT 3`,
    `SELECT list_sort([3, 1, 2]), list_distinct([1, 1]), list_sum([1, 2]), list_concat([1], [2])`,
    `SELECT histogram(metric) FROM ${M}`,
    // Rows of its own
    `SELECT * FROM (VALUES ('pump-0', 1), ('pump-1', 2)) v(device, rank) JOIN ${H} USING (device) LIMIT 3`,
    `SELECT h.t, COUNT(m.device) FROM generate_series(TIMESTAMP '2026-11-23', TIMESTAMP '2026-11-24', INTERVAL 1 HOUR) h(t) LEFT JOIN ${M} m ON date_trunc('hour', m.minute) = h.t GROUP BY h.t ORDER BY h.t`,
    `SELECT n, n * n FROM range(1, 100, 7) r(n)`,
    `SELECT * FROM unnest(['pump-0', 'pump-1']) u(device)`,
    `SELECT 'ünï', 'it''s; DROP TABLE x --', $$a $ b$$ -- a comment\n;`,
  ),
  {
    sql: `SELECT * FROM ${M} WHERE device = $device AND minute >= $from AND count >= $least ORDER BY minute LIMIT $n`,
    parameters: { device: 'pump-1', from: '2026-11-23T10:00:00Z', least: 1, n: 5 },
  },
  {
    sql: `SELECT COUNT(*) FROM ${D} WHERE $provider IS NULL OR provider = $provider`,
    parameters: { provider: null },
  },
  {
    sql: `SELECT date_trunc('hour', $at::TIMESTAMP) AS hour, $yes AND true`,
    parameters: { at: '2026-11-23T10:20:00Z', yes: true },
  },
  {
    sql: `SELECT h FROM generate_series(CAST($from AS TIMESTAMP), CAST($to AS TIMESTAMP), INTERVAL '1 day') s(h)`,
    parameters: { from: '2026-11-01', to: '2026-11-30' },
  },
];
