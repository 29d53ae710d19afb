-- materialise: windows(minute, event_time)
-- key: device, metric, minute
-- refresh: 10s
-- columns: count count, sum sum, min min, max max, last last(last_order), last_order max, mean = sum / count, p95 recompute
-- digits: sum 12, mean 12, p95 12
SELECT
  device AS device,
  metric AS metric,
  DATE_TRUNC('minute', event_time) AS minute,
  COUNT(*) AS count,
  SUM(value) AS sum,
  MIN(value) AS min,
  MAX(value) AS max,
  SUM(value) / COUNT(*) AS mean,
  PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY value) AS p95,
  MAX_BY(value, STRUCT(event_time, source, id)) AS last,
  MAX(STRUCT(event_time, source, id)) AS last_order
FROM silver
GROUP BY device, metric, DATE_TRUNC('minute', event_time)
