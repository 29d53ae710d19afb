-- title: A device, minute by minute
-- param: device string required -- as its readings name it
-- param: from timestamp required -- the start, inclusive
-- param: to timestamp required -- the end, exclusive
SELECT device, metric, minute, count, min, max, mean, p95, last
FROM gold.telemetry_device_minutes
WHERE device = $device AND minute >= $from AND minute < $to
ORDER BY minute, metric
