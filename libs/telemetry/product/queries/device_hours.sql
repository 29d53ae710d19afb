-- title: A device, hour by hour
-- param: device string required -- as its readings name it
-- param: from timestamp required -- the start, inclusive
-- param: to timestamp required -- the end, exclusive
SELECT device, metric, hour, count, min, max, mean, p95, last
FROM gold.telemetry_device_hours
WHERE device = $device AND hour >= $from AND hour < $to
ORDER BY hour, metric
