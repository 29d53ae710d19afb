-- materialise: windows(hour, event_time)
-- key: provider, event_type, hour
-- refresh: 30s
-- columns: count count, timed count, latency_sum sum, latency_min min, latency_max max, latency_mean = latency_sum / timed, latency_p95 recompute
-- digits: latency_mean 12, latency_p95 12
SELECT
  provider AS provider,
  event_type AS event_type,
  DATE_TRUNC('hour', event_time) AS hour,
  COUNT(*) AS count,
  COUNT(latency_ms) AS timed,
  SUM(latency_ms) AS latency_sum,
  MIN(latency_ms) AS latency_min,
  MAX(latency_ms) AS latency_max,
  SUM(latency_ms) / COUNT(latency_ms) AS latency_mean,
  PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY latency_ms) AS latency_p95
FROM silver
GROUP BY provider, event_type, DATE_TRUNC('hour', event_time)
