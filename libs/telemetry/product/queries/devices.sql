-- title: Devices seen in a time range, with their last value
-- param: from timestamp required -- the start, inclusive
-- param: to timestamp required -- the end, exclusive
SELECT device, metric, SUM(count) AS count, MAX_BY(last, last_order) AS last, MAX(minute) AS last_minute
FROM gold.telemetry_device_minutes
WHERE minute >= $from AND minute < $to
GROUP BY device, metric
ORDER BY device, metric
