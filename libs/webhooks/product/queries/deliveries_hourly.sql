-- title: Deliveries and their latency, hour by hour
-- param: from timestamp required -- the start, inclusive
-- param: to timestamp required -- the end, exclusive
SELECT provider, event_type, hour, count, timed, latency_min, latency_max, latency_mean, latency_p95
FROM gold.webhooks_deliveries_hourly
WHERE hour >= $from AND hour < $to
ORDER BY hour, provider, event_type
